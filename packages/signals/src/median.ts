/** Middle value of the numbers; of an even count the lower of the two in the middle. NaN for none. Leaves `values` as it is. */
export function median(values: readonly number[]): number {
	if (values.length === 0) return Number.NaN;
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[(sorted.length - 1) >> 1]!;
}
