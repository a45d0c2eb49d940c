/** Slots a queue begins with, and falls back to when it is empty again. */
const INITIAL_SLOTS = 16;
/** An empty queue with more slots than this gives them up. */
const KEPT_SLOTS = 1_024;

/**
 * First-in first-out queue on a ring of slots.
 *
 * Invariants: (1) the number of slots is zero or a power of two; (2) no slot outside the queue keeps a
 * reference to a message; (3) memory follows the backlog: nothing before the first message, and a large
 * ring is dropped once it is empty.
 */
export class RingQueue<T> {
	#slots: (T | undefined)[] = [];
	#head = 0;
	#length = 0;

	get length(): number {
		return this.#length;
	}

	push(item: T): void {
		if (this.#length === this.#slots.length) this.#grow();
		this.#slots[(this.#head + this.#length) & (this.#slots.length - 1)] = item;
		this.#length++;
	}

	/** The oldest item, left where it is; undefined when the queue is empty. */
	peek(): T | undefined {
		return this.#length === 0 ? undefined : this.#slots[this.#head];
	}

	/** The oldest item, removed; undefined when the queue is empty. */
	shift(): T | undefined {
		if (this.#length === 0) return undefined;
		const item = this.#slots[this.#head];
		this.#slots[this.#head] = undefined;
		this.#head = (this.#head + 1) & (this.#slots.length - 1);
		this.#length--;
		if (this.#length === 0 && this.#slots.length > KEPT_SLOTS) this.clear();
		return item;
	}

	clear(): void {
		this.#slots = [];
		this.#head = 0;
		this.#length = 0;
	}

	#grow(): void {
		const old = this.#slots;
		const slots = new Array<T | undefined>(Math.max(INITIAL_SLOTS, old.length * 2)).fill(undefined);
		for (let i = 0; i < this.#length; i++) slots[i] = old[(this.#head + i) & (old.length - 1)];
		this.#slots = slots;
		this.#head = 0;
	}
}
