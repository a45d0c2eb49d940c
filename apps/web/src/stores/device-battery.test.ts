import type { AttributeSummary, SensorSummary } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { batteryCap, sparesBattery, windowByLoad } from "./device-battery.ts";

function sensor(payload: unknown, more: Partial<SensorSummary> = {}): SensorSummary {
	const battery = {
		attribute_id: "battery",
		attribute_type: "battery",
		last_value: { payload, timestamp: 0 },
	};
	return {
		...{ attention_level: "medium", window_ms: 2_000 },
		attributes: [battery as AttributeSummary],
		...more,
	} as SensorSummary;
}

describe("a device's own battery", () => {
	it.each([
		[undefined, undefined],
		[{ level: 0.9 }, undefined],
		[{ level: 9, charging: true }, undefined],
		[{ level: 9, charging: "yes" }, undefined],
		[{ charging: false }, undefined],
		[31, undefined],
		[30, "medium"],
		[{ level: 15, charging: false }, "low"],
		[9, "low"],
	])("%j bounds it by %s", (payload, cap) => {
		expect(batteryCap(sensor(payload))).toBe(cap);
	});

	it("bounds nothing that attention does not ask for", () => {
		expect(sparesBattery(sensor(9))).toBe(true);
		expect(sparesBattery(sensor(25))).toBe(false);
		expect(sparesBattery(sensor(9, { attention_level: "none" }))).toBe(false);
		expect(sparesBattery({ attention_level: "high", attributes: [] })).toBe(false);
	});

	it("is taken out of a window, so that the rest is the server's doing", () => {
		expect(windowByLoad(sensor(9))).toBe(500);
		expect(windowByLoad(sensor(9, { window_ms: 6_000 }))).toBe(1_500);
		expect(windowByLoad(sensor(90))).toBe(2_000);
	});
});
