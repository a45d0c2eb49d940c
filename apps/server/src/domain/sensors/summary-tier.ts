import type { ByteLedger } from "./byte-ledger.ts";

/** What a tier keeps of the samples of one bucket. */
export interface Summary {
	/** Start of the bucket in ms. */
	readonly time: number;
	readonly least: number;
	readonly greatest: number;
	readonly mean: number;
	readonly count: number;
}

const FIRST_CAPACITY = 16;

/** Bytes of one bucket: its number, count, extremes and sum. */
const BUCKET_BYTES = 24;

/** Greatest number of a bucket. */
const LAST_NUMBER = 2 ** 31 - 1;

/** What all tiers without a bucket share: most attributes of idle sensors never get one. */
const NOTHING = {
	numbers: new Int32Array(0),
	extremes: new Float32Array(0),
	sums: new Float64Array(0),
	counts: new Uint32Array(0),
};

/**
 * The past of a scalar, summarised in buckets of equal length, oldest overwritten first.
 *
 * Samples come in time order but for late ones, which go into their bucket as long as it is the newest, else into the
 * newest. Unknown values (NaN) count for nothing.
 */
export class SummaryTier {
	readonly bucketMs: number;
	readonly #limit: number;
	readonly #ledger: ByteLedger;
	/** Numbers of buckets since {@link SummaryTier.#first}. */
	#numbers = NOTHING.numbers;
	#least = NOTHING.extremes;
	#greatest = NOTHING.extremes;
	#sums = NOTHING.sums;
	#counts = NOTHING.counts;
	#first = 0;
	#start = 0;
	#length = 0;

	/** @param limit buckets kept. */
	constructor(bucketMs: number, limit: number, ledger: ByteLedger) {
		this.bucketMs = bucketMs;
		this.#limit = limit;
		this.#ledger = ledger;
	}

	/** Number of buckets held. */
	get length(): number {
		return this.#length;
	}

	get byteLength(): number {
		return this.#numbers.length * BUCKET_BYTES;
	}

	/** The bucket at an index, 0 being the oldest. */
	at(index: number): Summary {
		const slot = this.#slot(index);
		const count = this.#counts[slot]!;
		return {
			time: (this.#first + this.#numbers[slot]!) * this.bucketMs,
			least: this.#least[slot]!,
			greatest: this.#greatest[slot]!,
			mean: this.#sums[slot]! / count,
			count,
		};
	}

	/** Index of the first bucket that begins at or after a time in ms. */
	indexAt(time: number): number {
		let low = 0;
		let high = this.#length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.at(middle).time < time) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Adds a sample. */
	add(time: number, value: number): void {
		if (Number.isNaN(value)) return;
		const bucket = Math.floor(time / this.bucketMs);
		// A clock that was set by decades: what it said before is no past of this.
		if (bucket - this.#first > LAST_NUMBER) this.clear();
		if (this.#length === 0) this.#first = bucket;
		const number = bucket - this.#first;
		if (this.#length === 0 || number > this.#numbers[this.#slot(this.#length - 1)]!) {
			this.#open(number, value);
			return;
		}
		const slot = this.#slot(this.#length - 1);
		if (value < this.#least[slot]!) this.#least[slot] = value;
		if (value > this.#greatest[slot]!) this.#greatest[slot] = value;
		this.#sums[slot]! += value;
		this.#counts[slot]!++;
	}

	/** Forgets everything; the answer is the bytes that freed. */
	clear(): number {
		const bytes = this.byteLength;
		this.#ledger.change(-bytes);
		this.#numbers = NOTHING.numbers;
		this.#least = NOTHING.extremes;
		this.#greatest = NOTHING.extremes;
		this.#sums = NOTHING.sums;
		this.#counts = NOTHING.counts;
		this.#length = 0;
		this.#start = 0;
		return bytes;
	}

	#open(number: number, value: number): void {
		if (this.#length === this.#numbers.length) this.#makeRoom();
		const slot = this.#slot(this.#length++);
		this.#numbers[slot] = number;
		this.#least[slot] = value;
		this.#greatest[slot] = value;
		this.#sums[slot] = value;
		this.#counts[slot] = 1;
	}

	#slot(index: number): number {
		return (this.#start + index) % this.#numbers.length;
	}

	#makeRoom(): void {
		if (this.#numbers.length === this.#limit) {
			this.#start = (this.#start + 1) % this.#limit;
			this.#length--;
			return;
		}
		const { length } = this;
		const before = { numbers: this.#numbers, least: this.#least, greatest: this.#greatest };
		const { counts, sums } = { counts: this.#counts, sums: this.#sums };
		this.#allocate(Math.min(this.#limit, Math.max(FIRST_CAPACITY, length * 2)));
		// A tier grows only before it first turns round: its oldest bucket is in the first slot.
		this.#numbers.set(before.numbers);
		this.#least.set(before.least);
		this.#greatest.set(before.greatest);
		this.#sums.set(sums);
		this.#counts.set(counts);
	}

	#allocate(capacity: number): void {
		this.#ledger.change((capacity - this.#numbers.length) * BUCKET_BYTES);
		this.#numbers = new Int32Array(capacity);
		this.#least = new Float32Array(capacity);
		this.#greatest = new Float32Array(capacity);
		this.#sums = new Float64Array(capacity);
		this.#counts = new Uint32Array(capacity);
	}
}
