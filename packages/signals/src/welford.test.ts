import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Welford } from "./welford.ts";

function filled(values: readonly number[]): Welford {
	const welford = new Welford();
	for (const value of values) welford.push(value);
	return welford;
}

describe("Welford", () => {
	it("knows no mean before the first value and no spread before the second", () => {
		const welford = filled([]);
		expect([welford.mean, welford.variance, welford.zScore(1)]).toEqual([undefined, undefined, undefined]);
		welford.push(3);
		expect([welford.mean, welford.variance]).toEqual([3, undefined]);
	});

	it("leaves out values that are not finite", () => {
		const welford = filled([1, Number.NaN, 3, Number.POSITIVE_INFINITY]);
		expect([welford.count, welford.mean, welford.variance]).toEqual([2, 2, 2]);
		expect(welford.zScore(Number.NaN)).toBeUndefined();
	});

	it("gives no z-score where nothing varies", () => {
		expect(filled([5, 5, 5]).zScore(9)).toBeUndefined();
		expect(filled([4, 6]).zScore(5 + Math.SQRT2)).toBeCloseTo(1, 12);
	});

	it("agrees with a computation in two passes, also far from zero", () => {
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 200 }),
				fc.constantFrom(0, 1e6),
				(spread, offset) => {
					const values = spread.map((x) => x + offset);
					const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
					const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
					const welford = filled(values);
					expect(welford.mean).toBeCloseTo(mean, 5);
					expect(Math.abs(welford.variance! - variance)).toBeLessThanOrEqual(1e-6 * (1 + variance));
				},
			),
		);
	});

	it("starts again after a reset", () => {
		const welford = filled([1, 2, 3]);
		welford.reset();
		welford.push(7);
		expect([welford.count, welford.mean]).toEqual([1, 7]);
	});
});
