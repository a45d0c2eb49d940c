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
		expect(attributeState(sensor, slow(undefined), 5000, true)).toBe("unknown");
		expect(attributeState({ ...sensor, status: "offline" }, slow(1000), 5000, true)).toBe("unavailable");
	});

	it("is unavailable while this page has no connection", () => {
		expect(attributeState(sensor, slow(4000), 4000, false)).toBe("unavailable");
	});

	it("gets older in a pause, whatever the device's window", () => {
		const fast = { ...slow(0), interval_ms: 1_000 };
		const paused = { ...sensor, window_ms: 10_000 };
		expect(attributeState(paused, fast, 15_000, true)).toBe("live");
		expect(attributeState({ ...paused, paused: true }, fast, 15_000, true)).toBe("stale");
	});

	it("is not late before two minutes at one sample a minute", () => {
		expect(attributeState(sensor, slow(0), 119_000, true)).toBe("live");
		expect(attributeState(sensor, slow(0), 125_000, true)).toBe("late");
	});
});
