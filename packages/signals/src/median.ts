/** Up to so many numbers are sorted by insertion, in scratch space: it is asked for with every beat and every breath. */
const FEW = 64;

const scratch = new Float64Array(FEW);

/** Middle value of the numbers; of an even count the lower of the two in the middle. NaN for none. Leaves `values` as it is. */
export function median(values: readonly number[]): number {
	const count = values.length;
	if (count === 0) return Number.NaN;
	return (count > FEW ? Float64Array.from(values).sort() : sorted(values))[(count - 1) >> 1]!;
}

function sorted(values: readonly number[]): Float64Array {
	for (let k = 0; k < values.length; k++) {
		const value = values[k]!;
		let at = k;
		for (; at > 0 && scratch[at - 1]! > value; at--) scratch[at] = scratch[at - 1]!;
		scratch[at] = value;
	}
	return scratch;
}
