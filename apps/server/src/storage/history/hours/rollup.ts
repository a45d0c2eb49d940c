/**
 * Summaries of a run of samples in windows of equal length, as arrays: entry `i` belongs to window `i`, and entries
 * `i × stride …` of the arrays from `count` on to its components. Times are ms since `t0`.
 */
export interface Rollup {
	/** Length of a window in seconds. */
	level: number;
	/** Beginning of the hour, in ms. */
	t0: number;
	/** Numbers per sample. */
	stride: number;
	/** Where each window begins; windows without samples are absent. */
	at: number[];
	/** Samples. */
	n: number[];
	firstMs: number[];
	lastMs: number[];
	/** Samples whose component is a number. */
	count: number[];
	loMs: number[];
	hiMs: number[];
	/** Extremes and mean of the numbers; NaN when there are none. */
	lo: number[];
	hi: number[];
	mean: number[];
	/** The first and the last sample, NaN included. */
	first: number[];
	last: number[];
	/** Stretches without samples, between samples of this hour. */
	gapFrom: number[];
	gapTo: number[];
}

/**
 * Summarises samples that come in ascending order of time.
 *
 * Of equal extremes the first counts. The mean is the sum in order of time divided by the count.
 */
export class RollupBuilder {
	readonly #rollup: Rollup;
	readonly #sums: number[] = [];
	readonly #windowMs: number;
	#until = Number.NEGATIVE_INFINITY;

	constructor(level: number, t0: number, stride: number) {
		this.#rollup = emptyRollup(level, t0, stride);
		this.#windowMs = level * 1_000;
	}

	/** Takes the sample of time `t` (ms) that begins at `at` in `values`. */
	add(t: number, values: ArrayLike<number>, at: number): void {
		const { stride } = this.#rollup;
		const ms = t - this.#rollup.t0;
		const isFirst = ms >= this.#until;
		if (isFirst) this.#open(ms);
		const window = this.#rollup.at.length - 1;
		this.#rollup.n[window]! += 1;
		this.#rollup.lastMs[window] = ms;
		for (let field = 0; field < stride; field += 1)
			this.#include(window * stride + field, ms, values[at + field]!, isFirst);
	}

	finish(): Rollup {
		const { mean, count } = this.#rollup;
		for (let index = 0; index < count.length; index += 1)
			mean[index] = count[index] === 0 ? Number.NaN : this.#sums[index]! / count[index]!;
		return this.#rollup;
	}

	#open(ms: number): void {
		const { at, n, firstMs, lastMs } = this.#rollup;
		const begin = Math.floor(ms / this.#windowMs) * this.#windowMs;
		this.#until = begin + this.#windowMs;
		at.push(begin);
		n.push(0);
		firstMs.push(ms);
		lastMs.push(ms);
	}

	#include(index: number, ms: number, value: number, isFirst: boolean): void {
		const { count, loMs, hiMs, lo, hi, first, last } = this.#rollup;
		if (isFirst) {
			count[index] = 0;
			loMs[index] = ms;
			hiMs[index] = ms;
			lo[index] = Number.NaN;
			hi[index] = Number.NaN;
			this.#sums[index] = 0;
			first[index] = value;
		}
		last[index] = value;
		if (Number.isNaN(value)) return;
		if (count[index] === 0 || value < lo[index]!) {
			lo[index] = value;
			loMs[index] = ms;
		}
		if (count[index] === 0 || value > hi[index]!) {
			hi[index] = value;
			hiMs[index] = ms;
		}
		count[index]! += 1;
		this.#sums[index]! += value;
	}
}

/** A rollup without windows. */
export function emptyRollup(level: number, t0: number, stride: number): Rollup {
	return {
		...{ level, t0, stride, at: [], n: [], firstMs: [], lastMs: [], count: [], loMs: [], hiMs: [] },
		...{ lo: [], hi: [], mean: [], first: [], last: [], gapFrom: [], gapTo: [] },
	};
}
