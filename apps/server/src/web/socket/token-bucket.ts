/**
 * Bounds how many frames a connection may send: `rate` per second on average, twice as many at once.
 *
 * A rate of 0 means no limit.
 */
export class TokenBucket {
	readonly #rate: number;
	#tokens: number;
	#filledAt: number;

	/** @param now monotonic time in ms. */
	constructor(rate: number, now: number) {
		this.#rate = rate;
		this.#tokens = rate * 2;
		this.#filledAt = now;
	}

	/** Takes one token; false when there is none. */
	take(now: number): boolean {
		if (this.#rate === 0) return true;
		if (this.#tokens < 1) {
			this.#tokens = Math.min(this.#rate * 2, this.#tokens + ((now - this.#filledAt) * this.#rate) / 1_000);
			this.#filledAt = now;
			if (this.#tokens < 1) return false;
		}
		this.#tokens--;
		return true;
	}
}
