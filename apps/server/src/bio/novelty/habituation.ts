/** Quiet after the first alarm of a kind, and at most, in ms. */
const QUIET = { first: 30_000, longest: 900_000 };

/** An alarm after so long without one is a first one again, in ms. */
const FORGET_MS = 3_600_000;

/** What is this much further off than anything told before is told all the same. */
const LOUDER = 1.5;

/**
 * Lets what happens again and again be told less and less often.
 *
 * The quiet after an alarm doubles with each one, up to a quarter of an hour, until an hour passes without any. A stream
 * that keeps doing what is unusual, as a door that slams, asks for attention a few times an hour instead of all the time.
 */
export class Habituation {
	#toldAt = Number.NEGATIVE_INFINITY;
	#quietMs = 0;
	#loudest = 0;

	/**
	 * Whether an alarm is told; one that is counts from now on.
	 *
	 * @param now server time in ms.
	 * @param score how far off the value is, in standard deviations; 1 for what has no size.
	 */
	tells(now: number, score: number): boolean {
		const sinceMs = now - this.#toldAt;
		if (sinceMs >= FORGET_MS) {
			this.#quietMs = QUIET.first;
			this.#loudest = score;
		} else {
			if (sinceMs <= QUIET.first) return false;
			if (sinceMs <= this.#quietMs && score < LOUDER * this.#loudest) return false;
			this.#quietMs = Math.min(QUIET.longest, 2 * this.#quietMs);
			this.#loudest = Math.max(this.#loudest, score);
		}
		this.#toldAt = now;
		return true;
	}
}
