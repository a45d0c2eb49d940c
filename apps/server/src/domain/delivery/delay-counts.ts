/** Delays are counted in steps of this many ms. */
const STEP_MS = 5;

/** How often which delay occurred, to 5 ms, in memory of fixed size. */
export class DelayCounts {
	readonly #counts: Uint32Array;
	#total = 0;

	/** @param longestMs longer delays count as this. */
	constructor(longestMs: number) {
		this.#counts = new Uint32Array(longestMs / STEP_MS);
	}

	/** Counts a delay in ms. */
	add(delayMs: number): void {
		const step = Math.floor(Math.max(0, delayMs) / STEP_MS);
		this.#counts[Math.min(step, this.#counts.length - 1)]!++;
		this.#total++;
	}

	/** The delay in ms that this share (0..1) of all does not exceed, rounded up to a step; 0 without any. */
	percentile(share: number): number {
		let left = this.#total * share;
		if (left === 0) return 0;
		const step = this.#counts.findIndex((count) => {
			left -= count;
			return left <= 0;
		});
		return (step + 1) * STEP_MS;
	}

	/** Begins anew. */
	clear(): void {
		this.#counts.fill(0);
		this.#total = 0;
	}
}
