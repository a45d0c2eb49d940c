/** Samples gathered with a former window may still be on their way for so long, milliseconds. */
const ON_THE_WAY_MS = 1_500;

/**
 * The longest window that explains the age of the newest sample.
 *
 * When somebody begins to look, a device is told a shorter window; until its next frame is here, the samples on show are
 * as old as the longer one made them, and are not late for that.
 */
export class SendingWindow {
	#windowMs = 0;
	#formerMs = 0;
	#until = Number.NEGATIVE_INFINITY;

	/** @param windowMs the device's present window. @param now instant, milliseconds of one clock. */
	at(windowMs: number, now: number): number {
		if (windowMs < this.#windowMs) {
			this.#formerMs = now < this.#until ? Math.max(this.#formerMs, this.#windowMs) : this.#windowMs;
			this.#until = now + ON_THE_WAY_MS;
		}
		this.#windowMs = windowMs;
		return now < this.#until ? Math.max(windowMs, this.#formerMs) : windowMs;
	}
}
