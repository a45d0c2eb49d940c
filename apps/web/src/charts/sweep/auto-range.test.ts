import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AutoRange } from "./auto-range.ts";

describe("AutoRange", () => {
	it("ignores the absence of data", () => {
		expect(new AutoRange(1).include(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBe(false);
		expect(new AutoRange(1).include(Number.NaN, Number.NaN)).toBe(false);
	});

	it("contains whatever it was last told", () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.nat(500)), { minLength: 1 }),
				(steps) => {
					const range = new AutoRange(1);
					for (const [low, height] of steps) {
						range.include(low, low + height);
						expect(range.min).toBeLessThanOrEqual(low);
						expect(range.max).toBeGreaterThanOrEqual(low + height);
					}
				},
			),
		);
	});

	it("keeps the least span around a flat signal", () => {
		const range = new AutoRange(2);
		range.include(18.4, 18.4);
		expect(range.max - range.min).toBeCloseTo(2.32, 6);
	});

	it("grows at once and shrinks only after 8 small checks in a row", () => {
		const range = new AutoRange(0.1);
		range.include(0, 10);
		expect(range.include(0, 11)).toBe(true);
		const checks = Array.from({ length: 8 }, () => range.include(4, 6));
		expect(checks).toEqual([false, false, false, false, false, false, false, true]);
		expect(range.max).toBeLessThan(7);
	});

	it("does not shrink while the plot is held", () => {
		const range = new AutoRange(0.1);
		range.include(0, 10);
		for (let i = 0; i < 20; i++) expect(range.include(4, 6, false)).toBe(false);
	});

	it("starts counting anew when the signal is large in between", () => {
		const range = new AutoRange(0.1);
		range.include(0, 10);
		for (let i = 0; i < 7; i++) range.include(4, 6);
		range.include(0, 10);
		expect(range.include(4, 6)).toBe(false);
	});
});
