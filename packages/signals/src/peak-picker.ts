/**
 * Finds the maxima of a stream that nothing larger follows or precedes within `guard` samples.
 *
 * Invariants: (1) peaks come in time order; (2) two peaks are never closer than `guard`; (3) a peak is reported `guard`
 * samples after it occurred.
 */
export class PeakPicker {
	/** Height of the peak reported last. */
	height = 0;
	readonly #guard: number;
	#now = -1;
	#previous = Number.POSITIVE_INFINITY;
	#index = -1;
	#value = 0;

	constructor(guard: number) {
		this.#guard = guard;
	}

	/** Takes one sample; returns the number of the sample that has just turned out to be a peak, or -1. */
	push(x: number): number {
		this.#now++;
		const rising = x > this.#previous;
		this.#previous = x;
		if (rising && (this.#index < 0 || x > this.#value)) {
			this.#index = this.#now;
			this.#value = x;
			return -1;
		}
		if (this.#index < 0 || this.#now - this.#index < this.#guard) return -1;
		const peak = this.#index;
		this.height = this.#value;
		this.#index = -1;
		return peak;
	}

	reset(): void {
		this.#now = -1;
		this.#previous = Number.POSITIVE_INFINITY;
		this.#index = -1;
	}
}
