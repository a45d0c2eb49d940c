/** Taken entries in front above which the array is copied. */
const COMPACT_AT = 1_024;

/** A first-in first-out queue whose operations take constant time. */
export class Fifo<T> {
	#items: T[] = [];
	#head = 0;

	get size(): number {
		return this.#items.length - this.#head;
	}

	push(item: T): void {
		this.#items.push(item);
	}

	/** The oldest, which stays. */
	peek(): T | undefined {
		return this.#items[this.#head];
	}

	/** Takes out the oldest. */
	shift(): T | undefined {
		const item = this.#items[this.#head];
		if (this.size === 0) return undefined;
		this.#head += 1;
		if (this.#head >= COMPACT_AT && this.#head * 2 >= this.#items.length) {
			this.#items = this.#items.slice(this.#head);
			this.#head = 0;
		}
		return item;
	}

	/** From the oldest to the newest. */
	toArray(): T[] {
		return this.#items.slice(this.#head);
	}
}
