/** Lower and upper end of a value axis. */
export type ValueRange = readonly [low: number, high: number];

/** Space above and below the values, as a share of their span. */
const PADDING = 0.08;

/** The axis shrinks only when the values fill less than this share of it. */
const SHRINK_BELOW = 0.55;

/**
 * A value axis that does not tremble: it grows as soon as a value leaves it and shrinks only when the values fill
 * little more than half of it. `minSpan` keeps a constant signal from filling the plot with its noise.
 */
export function settledRange(
	previous: ValueRange | undefined,
	min: number,
	max: number,
	minSpan: number,
): ValueRange {
	if (previous && min >= previous[0] && max <= previous[1]) {
		const filled = Math.max(max - min, minSpan) / (previous[1] - previous[0]);
		if (filled >= SHRINK_BELOW) return previous;
	}
	const middle = (min + max) / 2;
	const half = (Math.max(max - min, minSpan) * (1 + 2 * PADDING)) / 2;
	return [middle - half, middle + half];
}
