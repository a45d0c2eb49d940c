import { describe, expect, it } from "vitest";
import { settledRange } from "./settled-range.ts";

describe("settledRange", () => {
	it("stays while the values fit and fill it, grows at once, shrinks when they fill little", () => {
		const first = settledRange(undefined, 0, 10, 1);
		expect(first[0]).toBeCloseTo(-0.8, 10);
		expect(first[1]).toBeCloseTo(10.8, 10);
		expect(settledRange(first, 1, 9, 1)).toBe(first);
		expect(settledRange(first, 0, 12, 1)[1]).toBeGreaterThan(12);
		expect(settledRange(first, 4, 5, 1)[1]).toBeLessThan(6);
	});

	it("gives a constant signal its least span", () => {
		const [low, high] = settledRange(undefined, 20, 20, 0.5);
		expect(high - low).toBeCloseTo(0.58, 10);
		expect((low + high) / 2).toBe(20);
	});
});
