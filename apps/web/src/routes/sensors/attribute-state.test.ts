import type { AttributeSummary, SensorSummary } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { attributeAge, attributeState } from "./attribute-state.ts";

const sensor = { status: "online", clock_offset_ms: 500, window_ms: 100 } as SensorSummary;

function slow(timestamp: number | undefined): AttributeSummary {
	const value = timestamp === undefined ? null : { payload: 1, timestamp };
	return { interval_ms: 60_000, last_value: value } as AttributeSummary;
}

describe("attributeState", () => {
	it("counts age by the server's clock", () => {
		expect(attributeAge(sensor, slow(1000), 5000)).toBe(3500);
		expect(attributeAge(sensor, slow(undefined), 5000)).toBeUndefined();
	});

	it("is unknown without a value and unavailable offline", () => {
		expect(attributeState(sensor, slow(undefined), 5000)).toBe("unknown");
		expect(attributeState({ ...sensor, status: "offline" }, slow(1000), 5000)).toBe("unavailable");
	});

	it("is not late before two minutes at one sample a minute", () => {
		expect(attributeState(sensor, slow(0), 119_000)).toBe("live");
		expect(attributeState(sensor, slow(0), 125_000)).toBe("late");
	});
});
