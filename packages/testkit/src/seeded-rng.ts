/**
 * Reproducible random numbers: the small fast counter generator sfc32 (Chris Doty-Humphrey, PractRand),
 * its 128 bits of state filled from one 32-bit seed. Not for secrets.
 */
export class SeededRng {
	/** The seed this generator began with. */
	readonly seed: number;
	#a: number;
	#b: number;
	#c: number;
	#counter = 1;

	constructor(seed: number) {
		this.seed = seed >>> 0;
		this.#a = 0;
		this.#b = this.seed;
		this.#c = 0x9e3779b9 | 0;
		// The first outputs still show the structure of the seed.
		for (let i = 0; i < 12; i++) this.uint32();
	}

	/** The next integer in [0, 2^32). */
	uint32(): number {
		const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
		this.#counter = (this.#counter + 1) | 0;
		this.#a = this.#b ^ (this.#b >>> 9);
		this.#b = (this.#c + (this.#c << 3)) | 0;
		this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
		return sum >>> 0;
	}

	/** The next number in [0, 1), with 53 random bits. */
	next(): number {
		return ((this.uint32() >>> 5) * 2 ** 26 + (this.uint32() >>> 6)) / 2 ** 53;
	}

	/** An integer from `min` to `max`, both included. */
	int(min: number, max: number): number {
		if (!(max >= min)) throw new RangeError(`expected min <= max, got ${min} and ${max}`);
		return min + Math.floor(this.next() * (max - min + 1));
	}

	/** True with the given probability. */
	chance(probability: number): boolean {
		return this.next() < probability;
	}

	/** One of the items. */
	pick<T>(items: readonly T[]): T {
		if (items.length === 0) throw new RangeError("there is nothing to pick from");
		return items[this.int(0, items.length - 1)] as T;
	}

	/** The items in random order; the argument is left as it is. */
	shuffle<T>(items: readonly T[]): T[] {
		const result = [...items];
		for (let i = result.length - 1; i > 0; i--) {
			const j = this.int(0, i);
			[result[i], result[j]] = [result[j] as T, result[i] as T];
		}
		return result;
	}

	/** A normally distributed number, by the method of Box and Muller. */
	normal(mean = 0, deviation = 1): number {
		const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
		return mean + deviation * radius * Math.cos(2 * Math.PI * this.next());
	}
}
