/** Counts the bytes that samples hold in memory, over all attributes of the node. */
export class ByteLedger {
	#total = 0;

	/** Bytes held at the moment. */
	get total(): number {
		return this.#total;
	}

	/** So many bytes more, or fewer. */
	change(bytes: number): void {
		this.#total += bytes;
	}
}

/** For what nobody counts. */
export const NO_LEDGER: ByteLedger = new ByteLedger();
