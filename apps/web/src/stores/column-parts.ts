/** Parts kept: attention changes now and then, and only the window on screen matters. */
const PARTS = 32;

/** Which parts of a stream's memory hold every sample, and which the least and greatest of columns of time. */
export class ColumnParts {
	#parts: { from: number; columnMs: number }[] = [];

	/** Length of the newest samples' columns, milliseconds; 0 when they are all there. */
	get newest(): number {
		return this.#parts.at(-1)?.columnMs ?? 0;
	}

	/** From a time on samples come in columns of this length. */
	begin(from: number, columnMs: number): void {
		if (this.newest === columnMs) return;
		this.#parts.push({ from, columnMs });
		if (this.#parts.length > PARTS) this.#parts.shift();
	}

	/** The longest columns of anything later than a time. */
	longestSince(time: number): number {
		let longest = 0;
		for (let index = this.#parts.length - 1; index >= 0; index--) {
			const { columnMs, from } = this.#parts[index]!;
			longest = Math.max(longest, columnMs);
			if (from <= time) break;
		}
		return longest;
	}

	clear(): void {
		this.#parts = [];
	}
}
