import { describe, expect, it } from "vitest";
import { honestState } from "./honest-state.ts";

const base = { online: true, intervalMs: 1000, windowMs: 500 };

describe("honestState", () => {
	it("is unavailable without a connection, however new the value", () => {
		expect(honestState({ ...base, online: false, ageMs: 0 })).toBe("unavailable");
	});

	it("is unknown before the first value", () => {
		expect(honestState({ ...base, ageMs: undefined })).toBe("unknown");
	});

	it("changes at 2 and 5 intervals plus the way of a frame", () => {
		expect(honestState({ ...base, ageMs: 2250 })).toBe("live");
		expect(honestState({ ...base, ageMs: 2251 })).toBe("late");
		expect(honestState({ ...base, ageMs: 5250 })).toBe("late");
		expect(honestState({ ...base, ageMs: 5251 })).toBe("stale");
	});

	it("does not call a sensor of one value a minute late before 120 s", () => {
		expect(honestState({ ...base, intervalMs: 60_000, ageMs: 120_000 })).toBe("live");
	});

	it("flags a silent 100 Hz sensor within 2 s", () => {
		expect(honestState({ ...base, intervalMs: 10, windowMs: 300, ageMs: 2000 })).not.toBe("live");
	});

	it("expects no more than the device's sending window allows", () => {
		expect(honestState({ ...base, intervalMs: 4, windowMs: 5000, ageMs: 9000 })).toBe("live");
	});
});
