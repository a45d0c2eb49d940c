/** Which rows to put into the page, and the space that stands for the others, pixels. */
export interface VisibleRows {
	readonly first: number;
	/** One past the last row. */
	readonly end: number;
	readonly above: number;
	readonly below: number;
}

/** Rows kept beyond each edge of the screen, so that a quick scroll meets no blank. */
export const OVERSCAN_ROWS = 8;

/** Rows in the page at most, whatever the screen claims to be. */
export const MAX_ROWS = 120;

/**
 * Windowing for rows of one height: which of `count` rows lie on a screen of `height` pixels whose top edge is
 * `offset` pixels below the first row's.
 */
export function visibleRows(count: number, rowHeight: number, offset: number, height: number): VisibleRows {
	const top = Math.floor(Math.max(0, offset) / rowHeight) - OVERSCAN_ROWS;
	const first = Math.max(0, Math.min(top, count - 1));
	const wanted = Math.ceil(height / rowHeight) + 2 * OVERSCAN_ROWS;
	const end = Math.min(count, first + Math.min(wanted, MAX_ROWS));
	return { first, end, above: first * rowHeight, below: (count - end) * rowHeight };
}
