/** Ages above this count as this, in ms. */
const LONGEST_MS = 60_000;

/** Counts ages by the millisecond, so that any number of them takes the same memory. */
export class AgeMeter {
	readonly #counts = new Uint32Array(LONGEST_MS + 1);
	#total = 0;

	/** Number of ages. */
	get total(): number {
		return this.#total;
	}

	add(ageMs: number): void {
		const bin = Math.min(LONGEST_MS, Math.max(0, Math.round(ageMs)));
		this.#counts[bin]! += 1;
		this.#total += 1;
	}

	/** Begins anew. */
	reset(): void {
		this.#counts.fill(0);
		this.#total = 0;
	}

	/** The age that this share (0..1) of all does not exceed, in ms. */
	quantile(share: number): number {
		let left = share * this.#total;
		const bin = this.#counts.findIndex((count) => {
			left -= count;
			return left <= 0;
		});
		return Math.max(0, bin);
	}
}
