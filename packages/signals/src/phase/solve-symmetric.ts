/**
 * Solves `matrix · x = right` for a symmetric positive definite matrix, by Cholesky's factorisation.
 *
 * @throws RangeError when the matrix is not positive definite.
 */
export function solveSymmetric(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
	const size = matrix.length;
	const lower = matrix.map(() => new Float64Array(size));
	for (let i = 0; i < size; i++) {
		for (let j = 0; j <= i; j++) {
			let rest = matrix[i]![j]!;
			for (let k = 0; k < j; k++) rest -= lower[i]![k]! * lower[j]![k]!;
			if (i === j && !(rest > 0)) throw new RangeError("expected a positive definite matrix");
			lower[i]![j] = i === j ? Math.sqrt(rest) : rest / lower[j]![j]!;
		}
	}
	const x = right.slice();
	for (let i = 0; i < size; i++) {
		for (let k = 0; k < i; k++) x[i]! -= lower[i]![k]! * x[k]!;
		x[i]! /= lower[i]![i]!;
	}
	for (let i = size - 1; i >= 0; i--) {
		for (let k = i + 1; k < size; k++) x[i]! -= lower[k]![i]! * x[k]!;
		x[i]! /= lower[i]![i]!;
	}
	return x;
}
