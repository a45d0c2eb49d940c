import { GRID_HZ } from "./analytic-band.ts";

/** Time between two points of the grid, in ms. */
export const GRID_MS = 1_000 / GRID_HZ;
/** Points of the grid that are kept: 64 s. */
const KEPT = 64 * GRID_HZ;
/** Samples around a point of the grid from which it is their regression's value, not the line between two of them. */
const ENOUGH = 3;

/** Weighted sums of the samples around one point of the grid. */
interface Sums {
	count: number;
	w: number;
	t: number;
	tt: number;
	x: number;
	tx: number;
}

/**
 * Puts samples that come when they come on a grid of 4 Hz: point number n is the value at n · 250 ms.
 *
 * Dense samples are smoothed by a local linear regression (weights falling to 0 at ±250 ms; Cleveland 1979), which keeps
 * faster oscillations from folding into the band and has no delay; sparse ones are joined by lines.
 *
 * Invariants: (1) points below `end` never change; (2) a point inside a stretch without samples that is longer than
 * `maxGapMs` is NaN; (3) samples that are not later than the newest one, or not finite, are passed over.
 */
export class GridResampler {
	readonly #maxGapMs: number;
	readonly #points = new Float64Array(KEPT).fill(Number.NaN);
	/** The sums of the point at the left and at the right of the newest sample. */
	#left = emptySums();
	#right = emptySums();
	#cell = Number.NaN;
	#lastTime = Number.NEGATIVE_INFINITY;
	#lastValue = Number.NaN;

	/** @param maxGapMs longest stretch without a sample that is bridged, in ms. */
	constructor(maxGapMs: number) {
		this.#maxGapMs = maxGapMs;
	}

	/** Number of the first point that is not settled; NaN before the first sample. */
	get end(): number {
		return this.#cell;
	}

	/** Value at point `n`; NaN when it is unknown, not settled or no longer kept. */
	at(n: number): number {
		return n < this.#cell && n >= this.#cell - KEPT ? this.#points[n % KEPT]! : Number.NaN;
	}

	/** Takes the sample at `timeMs` (ms, from 0 on); hot path. */
	push(timeMs: number, value: number): void {
		if (!(timeMs > this.#lastTime) || !Number.isFinite(value)) return;
		const cell = Math.floor(timeMs / GRID_MS);
		if (cell !== this.#cell) this.#enter(cell, timeMs, value);
		add(this.#left, timeMs / GRID_MS - cell, value);
		add(this.#right, timeMs / GRID_MS - cell - 1, value);
		this.#lastTime = timeMs;
		this.#lastValue = value;
	}

	#enter(cell: number, timeMs: number, value: number): void {
		const from = this.#cell;
		if (Number.isNaN(from) || cell - from > KEPT) this.#points.fill(Number.NaN);
		else {
			const bridged = timeMs - this.#lastTime <= this.#maxGapMs;
			const slope = (value - this.#lastValue) / (timeMs - this.#lastTime);
			for (let n = from + 1; n <= cell; n++) {
				const between = this.#lastValue + slope * (n * GRID_MS - this.#lastTime);
				this.#points[n % KEPT] = bridged ? between : Number.NaN;
			}
			// The point at the left of the newest sample has seen all that surrounds it.
			if (this.#left.count >= ENOUGH) this.#points[from % KEPT] = regression(this.#left);
		}
		if (cell === from + 1) [this.#left, this.#right] = [this.#right, clear(this.#left)];
		else {
			clear(this.#left);
			clear(this.#right);
		}
		this.#cell = cell;
	}
}

function emptySums(): Sums {
	return { count: 0, w: 0, t: 0, tt: 0, x: 0, tx: 0 };
}

function clear(sums: Sums): Sums {
	return Object.assign(sums, emptySums());
}

/** Adds a sample `t` grid steps after the point. */
function add(sums: Sums, t: number, x: number): void {
	const w = 1 - Math.abs(t);
	sums.count++;
	sums.w += w;
	sums.t += w * t;
	sums.tt += w * t * t;
	sums.x += w * x;
	sums.tx += w * t * x;
}

/** Value at the point of the line through its samples; their mean when they lie too close together for a line. */
function regression({ w, t, tt, x, tx }: Sums): number {
	const spread = w * tt - t * t;
	return spread > 1e-3 * w * w ? (tt * x - t * tx) / spread : x / w;
}
