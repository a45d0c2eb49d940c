import type { SampleRing } from "../../stores/sample-ring.ts";

/** The part of a canvas context a trace needs. */
export interface PathTarget {
	moveTo(x: number, y: number): void;
	lineTo(x: number, y: number): void;
}

/** Maps samples to pixels: `x = xOf(t)`, rising with time, and `y = bottom - (v - low) * scale`. */
export interface TraceMapping {
	/** Device time at x = 0, milliseconds. */
	originMs: number;
	/** Pixels a millisecond. */
	pxPerMs: number;
	low: number;
	scale: number;
	bottom: number;
}

/** A hole in the trace, in device time. */
export interface TraceGap {
	from: number;
	to: number;
}

/** What was drawn. */
export interface TraceResult {
	points: number;
	gaps: TraceGap[];
}

/** With more samples than this on a pixel column, the column's least and greatest value are drawn instead. */
const DENSE = 4;

/**
 * Adds one field of the samples of an index range to a path, never joining samples further apart than `gapMs`.
 *
 * Dense ranges are drawn as one vertical stroke a pixel column (its first, least, greatest and last value), which
 * covers the same pixels as all samples would.
 */
export function tracePath(
	path: PathTarget,
	ring: SampleRing,
	field: number,
	range: { first: number; last: number },
	map: TraceMapping,
	gapMs: number,
): TraceResult {
	const { times, values, start, mask, stride } = ring;
	const { originMs, pxPerMs, low, scale, bottom } = map;
	const count = range.last - range.first + 1;
	const width = count < 2 ? 0 : (ring.time(range.last) - ring.time(range.first)) * pxPerMs;
	const dense = count > 2 && count - 1 > DENSE * width;
	const column = new Column(path);
	const gaps: TraceGap[] = [];
	let points = 0;
	let previous = Number.NaN;
	let pen = false;
	for (let i = range.first; i <= range.last; i++) {
		const slot = (start + i) & mask;
		const time = times[slot]!;
		const value = values[slot * stride + field]!;
		if (Number.isNaN(value)) continue;
		if (time - previous > gapMs) {
			gaps.push({ from: previous, to: time });
			column.flush();
			pen = false;
		}
		previous = time;
		const x = (time - originMs) * pxPerMs;
		const y = bottom - (value - low) * scale;
		points++;
		if (!pen) {
			path.moveTo(x, y);
			// A sample without neighbours is a dot: round caps make one of a line without length.
			path.lineTo(x, y);
			pen = true;
		} else if (dense) column.add(x, y);
		else path.lineTo(x, y);
	}
	column.flush();
	return { points, gaps };
}

/** Gathers the samples of one pixel column. */
class Column {
	readonly #path: PathTarget;
	#x = Number.NaN;
	#min = 0;
	#max = 0;
	#last = 0;

	constructor(path: PathTarget) {
		this.#path = path;
	}

	add(x: number, y: number): void {
		const at = Math.floor(x) + 0.5;
		if (at !== this.#x) {
			this.flush();
			this.#x = at;
			this.#min = y;
			this.#max = y;
			this.#path.lineTo(at, y);
		}
		this.#min = Math.min(this.#min, y);
		this.#max = Math.max(this.#max, y);
		this.#last = y;
	}

	flush(): void {
		if (Number.isNaN(this.#x)) return;
		this.#path.lineTo(this.#x, this.#min);
		this.#path.lineTo(this.#x, this.#max);
		this.#path.lineTo(this.#x, this.#last);
		this.#x = Number.NaN;
	}
}
