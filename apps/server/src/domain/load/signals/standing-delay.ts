/** Length of a window, in ms. */
const WINDOW_MS = 100;

/** Fewest probes that make a window: after a lone pause the second one is on time again. */
const PROBES = 2;

/**
 * Tells a standing queue from a burst: the least delay within windows of 100 ms.
 *
 * A queue that empties now and then has a minimum near zero however long its longest wait is; one that never empties has
 * not. The idea is CoDel's (Nichols and Jacobson, Controlling Queue Delay, 2012), which drops by it; here it is measured.
 *
 * A window ends with the first probe 100 ms after its beginning, and holds at least two.
 */
export class StandingDelay {
	#openedAt: number | undefined;
	#least = Number.POSITIVE_INFINITY;
	#probes = 0;
	#worst = 0;

	/** Takes one probe's delay. @param at time in ms at which the probe was answered. */
	probe(delayMs: number, at: number): void {
		this.#openedAt ??= at - delayMs;
		this.#least = Math.min(this.#least, delayMs);
		this.#probes++;
		if (at - this.#openedAt < WINDOW_MS || this.#probes < PROBES) return;
		this.#worst = Math.max(this.#worst, this.#least);
		this.#openedAt = at;
		this.#least = Number.POSITIVE_INFINITY;
		this.#probes = 0;
	}

	/** The worst window that ended since the last call, in ms; 0 when none did. */
	take(): number {
		const worst = this.#worst;
		this.#worst = 0;
		return worst;
	}
}
