import { RingQueue } from "./ring-queue.ts";

/**
 * Counts restarts in a sliding window.
 *
 * Exactly `maxRestarts` restarts within any `withinMs` milliseconds are allowed, the window's both ends
 * included. Invariant: holds at most `maxRestarts` times.
 */
export class RestartBudget {
	readonly #maxRestarts: number;
	readonly #withinMs: number;
	#times: RingQueue<number> | undefined;

	constructor(maxRestarts: number, withinMs: number) {
		this.#maxRestarts = maxRestarts;
		this.#withinMs = withinMs;
	}

	/** Takes one restart at a monotonic time in milliseconds. @returns false when none is left. */
	spend(nowMs: number): boolean {
		this.#times ??= new RingQueue();
		const oldest = nowMs - this.#withinMs;
		for (let time = this.#times.peek(); time !== undefined && time < oldest; time = this.#times.peek()) {
			this.#times.shift();
		}
		if (this.#times.length >= this.#maxRestarts) return false;
		this.#times.push(nowMs);
		return true;
	}

	clear(): void {
		this.#times = undefined;
	}
}
