import { describe, expect, it } from "vitest";
import { solveSymmetric } from "./solve-symmetric.ts";

describe("solveSymmetric", () => {
	it("refuses a matrix that is not positive definite", () => {
		expect(() =>
			solveSymmetric([Float64Array.of(1, 2), Float64Array.of(2, 1)], Float64Array.of(1, 1)),
		).toThrow(RangeError);
	});

	it("solves", () => {
		const matrix = [Float64Array.of(4, 2, 0), Float64Array.of(2, 5, 1), Float64Array.of(0, 1, 3)];
		const x = [1, -2, 3];
		const right = Float64Array.from(matrix, (row) => row.reduce((sum, a, i) => sum + a * x[i]!, 0));
		solveSymmetric(matrix, right).forEach((value, i) => {
			expect(value).toBeCloseTo(x[i]!, 12);
		});
	});
});
