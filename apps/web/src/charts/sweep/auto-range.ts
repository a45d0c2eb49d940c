/** Empty part of the range above and below the data. */
const MARGIN = 0.08;

/** Data that fills less of the range than this lets it shrink. */
const SHRINK_BELOW = 0.55;

/** Checks in a row that must agree before the range shrinks; at 4 a second, 2 s. */
const SHRINK_AFTER = 8;

/**
 * Vertical range of a plot that follows the data without trembling.
 *
 * 1. It always contains the last data told to `include`.
 * 2. It grows at once, and shrinks only after the data was clearly smaller for a while.
 * 3. It is never narrower than the least span, so that noise of a calm signal stays small.
 */
export class AutoRange {
	readonly #leastSpan: number;
	#min = 0;
	#max = 1;
	#set = false;
	#small = 0;

	/** @param leastSpan smallest height of the range, in the signal's unit. */
	constructor(leastSpan: number) {
		this.#leastSpan = leastSpan;
	}

	get min(): number {
		return this.#min;
	}

	get max(): number {
		return this.#max;
	}

	/** Whether there was a value yet; until then the range means nothing. */
	get known(): boolean {
		return this.#set;
	}

	/** Takes in the least and greatest value on show; answers whether the range changed. A held plot may only grow. */
	include(low: number, high: number, mayShrink = true): boolean {
		if (!(low <= high)) return false;
		const outside = !this.#set || low < this.#min || high > this.#max;
		if (!outside && !(mayShrink && this.#shrinks(low, high))) return false;
		this.#set = true;
		this.#small = 0;
		const span = Math.max(high - low, this.#leastSpan);
		const middle = (low + high) / 2;
		this.#min = middle - span * (0.5 + MARGIN);
		this.#max = middle + span * (0.5 + MARGIN);
		return true;
	}

	#shrinks(low: number, high: number): boolean {
		const span = this.#max - this.#min;
		const small = high - low < span * SHRINK_BELOW && span > this.#leastSpan * (1 + 3 * MARGIN);
		this.#small = small ? this.#small + 1 : 0;
		return this.#small >= SHRINK_AFTER;
	}
}
