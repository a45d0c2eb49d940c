import type { SealedRow } from "./flush.ts";

const COMPACT_AT = 1_024;

/** Rows in order of sealing, taken and given up from the front. */
export class RowFifo {
	#rows: SealedRow[] = [];
	#head = 0;

	get length(): number {
		return this.#rows.length - this.#head;
	}

	get first(): SealedRow | undefined {
		return this.#rows[this.#head];
	}

	push(row: SealedRow): void {
		this.#rows.push(row);
	}

	shift(): SealedRow | undefined {
		const row = this.#rows[this.#head];
		if (row === undefined) return undefined;
		this.#head += 1;
		if (this.#head === this.#rows.length || this.#head >= COMPACT_AT) {
			this.#rows = this.#rows.slice(this.#head);
			this.#head = 0;
		}
		return row;
	}
}
