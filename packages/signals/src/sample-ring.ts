/**
 * The last samples of a stream, addressed by their running number.
 *
 * Invariants: (1) the capacity is a power of two and at least what was asked for; (2) `at(i)` is the sample numbered `i`
 * when `next - capacity <= i < next`.
 */
export class SampleRing {
	readonly #values: Float64Array;
	readonly #mask: number;
	#next = 0;

	constructor(atLeast: number) {
		const capacity = 2 ** Math.ceil(Math.log2(Math.max(2, atLeast)));
		this.#values = new Float64Array(capacity);
		this.#mask = capacity - 1;
	}

	/** Number the next sample will get. */
	get next(): number {
		return this.#next;
	}

	/** Number of the oldest sample still held. */
	get oldest(): number {
		return Math.max(0, this.#next - this.#values.length);
	}

	push(x: number): void {
		this.#values[this.#next++ & this.#mask] = x;
	}

	at(i: number): number {
		return this.#values[i & this.#mask]!;
	}

	reset(): void {
		this.#values.fill(0);
		this.#next = 0;
	}
}
