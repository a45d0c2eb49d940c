/** Largest p-value that counts as more than chance. */
export const SIGNIFICANT = 0.05;
/** How long it must have been that small before a group is called in sync, in ms. */
const HOLD_MS = 5_000;

/**
 * Whether a group may be called in sync.
 *
 * Invariants: (1) never while p is above .05 or unknown; (2) only after p was at most .05 for 5 s on end, so that the
 * word does not flicker.
 */
export class SyncVerdict {
	#since = Number.NaN;

	/** Takes the p-value at an instant in ms, not earlier than the last one; returns whether it is more than chance. */
	update(timeMs: number, pValue: number | undefined): boolean {
		if (pValue === undefined || pValue > SIGNIFICANT) this.#since = Number.NaN;
		else if (Number.isNaN(this.#since)) this.#since = timeMs;
		return timeMs - this.#since >= HOLD_MS;
	}
}
