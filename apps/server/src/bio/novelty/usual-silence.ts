/** A silence is news again when it is this many times as long as the usual one. */
const LONGER = 2;

/** Least share of a new silence in the usual one. */
const GAIN = 0.25;

/** After so long without a silence the next one is a first one again, in ms. */
const FORGET_MS = 86_400_000;

/**
 * How long an attribute is silent now and then: glasses are taken off, a belt loses touch.
 *
 * The first silence is told, from then on those twice as long as the usual one, until a day passes without any.
 */
export class UsualSilence {
	#now = 0;
	#told = false;
	#count = 0;
	#usualMs = 0;
	#endedAt = Number.NEGATIVE_INFINITY;

	/**
	 * The attribute is silent for so long now, in ms; called again and again while that lasts.
	 *
	 * @param now server time in ms.
	 * @returns whether the silence is unusual from now on; said once in each.
	 */
	lasts(silentMs: number, now: number): boolean {
		if (this.#now === 0 && now - this.#endedAt > FORGET_MS) this.#count = 0;
		this.#now = silentMs;
		if (this.#told || (this.#count > 0 && silentMs <= LONGER * this.#usualMs)) return false;
		this.#told = true;
		return true;
	}

	/** A value came; hot path. @param now server time in ms. */
	ends(now: number): void {
		if (this.#now === 0) return;
		this.#endedAt = now;
		this.#count++;
		this.#usualMs += Math.max(GAIN, 1 / this.#count) * (this.#now - this.#usualMs);
		this.#now = 0;
		this.#told = false;
	}
}
