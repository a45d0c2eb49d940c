/**
 * Counts restarts in a sliding window.
 *
 * Exactly `maxRestarts` restarts within any `withinMs` milliseconds are allowed, the window's both ends
 * included. Invariant: holds at most `maxRestarts` times.
 */
export class RestartBudget {
	readonly #maxRestarts: number;
	readonly #withinMs: number;
	#times: number[] | undefined;

	constructor(maxRestarts: number, withinMs: number) {
		this.#maxRestarts = maxRestarts;
		this.#withinMs = withinMs;
	}

	/** Takes one restart at a monotonic time in milliseconds. @returns false when none is left. */
	spend(nowMs: number): boolean {
		const recent = this.#times?.filter((time) => time >= nowMs - this.#withinMs) ?? [];
		if (recent.length >= this.#maxRestarts) return false;
		recent.push(nowMs);
		this.#times = recent;
		return true;
	}

	clear(): void {
		this.#times = undefined;
	}
}
