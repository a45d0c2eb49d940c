/** Longest column in ms. */
const LONGEST_MS = 2 ** 22;

/**
 * Length in ms of the columns that a stretch of time is drawn in: a power of two, so that screens of about the same
 * width share streams, and at most √2 pixels wide.
 */
export function screenColumn(spanMs: number, widthPx: number): number {
	const column = 2 ** Math.round(Math.log2(spanMs / widthPx));
	return Math.min(LONGEST_MS, Math.max(1, column));
}
