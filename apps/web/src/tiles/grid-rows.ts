/** Rows of tiles drawn beyond the screen on each side. */
const OVERSCAN = 1;

/** Part of a grid that is on screen. */
export interface GridPart {
	columns: number;
	rows: number;
	/** First row drawn. */
	first: number;
	/** Row after the last one drawn. */
	end: number;
}

/** Sizes in CSS pixels. */
export interface GridMeasures {
	count: number;
	/** Width of the grid. */
	width: number;
	/** Least width of a tile. */
	minTile: number;
	/** Height of a row with its gap. */
	rowHeight: number;
	gap: number;
	/** Distance of the screen's top from the grid's top; negative while the grid begins below. */
	scrolled: number;
	/** Height of the screen. */
	screen: number;
}

/** Which rows of a grid of equal tiles to draw, so that its cost does not depend on its length. */
export function gridPart(measures: GridMeasures): GridPart {
	const { count, width, minTile, rowHeight, gap, scrolled, screen } = measures;
	const columns = Math.max(1, Math.floor((width + gap) / (minTile + gap)));
	const rows = Math.ceil(count / columns);
	const first = Math.min(rows, Math.max(0, Math.floor(scrolled / rowHeight) - OVERSCAN));
	const end = Math.min(rows, Math.max(first, Math.ceil((scrolled + screen) / rowHeight) + OVERSCAN));
	return { columns, rows, first, end };
}
