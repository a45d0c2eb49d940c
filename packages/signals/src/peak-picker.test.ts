import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PeakPicker } from "./peak-picker.ts";

function peaks(values: readonly number[], guard: number): number[] {
	const picker = new PeakPicker(guard);
	return values.map((x) => picker.push(x)).filter((i) => i >= 0);
}

describe("PeakPicker", () => {
	it("sees no peak in a signal that never rises", () => {
		expect(peaks([5, 4, 4, 3, 3, 2, 1, 0, 0, 0], 2)).toEqual([]);
	});

	it("reports a peak once the guard time has passed and tells its height", () => {
		const picker = new PeakPicker(3);
		expect([0, 2, 7, 3, 1, 0].map((x) => picker.push(x))).toEqual([-1, -1, -1, -1, -1, 2]);
		expect(picker.height).toBe(7);
	});

	it("keeps the larger of two peaks within the guard time", () => {
		expect(peaks([0, 5, 0, 9, 0, 0, 0, 0, 0], 4)).toEqual([3]);
		expect(peaks([0, 9, 0, 5, 0, 0, 0, 0, 0], 4)).toEqual([1]);
	});

	it("reports peaks that are high for their surroundings and never closer than the guard time", () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }),
				fc.integer({ min: 1, max: 15 }),
				(values, guard) => {
					const found = peaks(values, guard);
					found.forEach((at, k) => {
						if (k > 0) expect(at - found[k - 1]!).toBeGreaterThanOrEqual(guard);
						const after = values.slice(at + 1, at + guard + 1);
						expect(Math.max(...after)).toBeLessThanOrEqual(values[at]!);
					});
				},
			),
		);
	});
});
