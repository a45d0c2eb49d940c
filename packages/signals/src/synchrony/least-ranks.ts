/**
 * The smallest rank of each candidate over several measures: the share of all candidates that are at least as large.
 *
 * @param measures one list for each measure, with a figure of each candidate.
 */
export function leastRanks(measures: readonly (readonly number[])[]): Float64Array {
	const count = measures[0]!.length;
	const least = new Float64Array(count).fill(1);
	for (const figures of measures) {
		const sorted = Float64Array.from(figures).sort();
		figures.forEach((figure, k) => {
			least[k] = Math.min(least[k]!, (count - firstNotBelow(sorted, figure)) / count);
		});
	}
	return least;
}

/** Index of the first figure that is not below another, in an ascending list. */
function firstNotBelow(sorted: Float64Array, figure: number): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (sorted[middle]! < figure) low = middle + 1;
		else high = middle;
	}
	return low;
}
