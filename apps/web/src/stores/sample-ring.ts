/** Samples a ring can hold at most: 5 minutes at 360 Hz, rounded up to a power of two. */
export const RING_LIMIT = 131_072;

/** Slots a new ring starts with. */
const FIRST_CAPACITY = 256;

/** A full ring overwrites samples older than this instead of growing, in milliseconds. */
const SPAN_MS = 330_000;

/** Time over which the sample rate is measured, milliseconds. */
export const RATE_SPAN_MS = 5000;

/**
 * Times and numbers of a stream in typed rings that grow up to a limit and then overwrite the oldest.
 *
 * 1. Times never decrease from index 0 (oldest) to `length - 1` (newest).
 * 2. The slot of index i is `(start + i) & mask`; its numbers begin at `slot * stride`.
 */
export class SampleRing {
	readonly stride: number;
	readonly #wide: boolean;
	#times: Float64Array;
	#values: Float32Array | Float64Array;
	#start = 0;
	#length = 0;

	/** @param wide keeps numbers in 64 bits, for positions on Earth. */
	constructor(stride: number, wide: boolean) {
		this.stride = stride;
		this.#wide = wide;
		this.#times = new Float64Array(FIRST_CAPACITY);
		this.#values = this.#allocate(FIRST_CAPACITY);
	}

	get length(): number {
		return this.#length;
	}

	/** Times by slot, for drawing loops. */
	get times(): Float64Array {
		return this.#times;
	}

	/** Numbers by slot and field, for drawing loops. */
	get values(): Float32Array | Float64Array {
		return this.#values;
	}

	/** Slot of index 0. */
	get start(): number {
		return this.#start;
	}

	/** Turns a sum of slots into a slot. */
	get mask(): number {
		return this.#times.length - 1;
	}

	/** Time of the newest sample; NaN when empty. */
	get lastTime(): number {
		return this.#length === 0 ? Number.NaN : this.time(this.#length - 1);
	}

	/** Time of the sample at an index. */
	time(index: number): number {
		return this.#times[(this.#start + index) & this.mask]!;
	}

	/** Number of a field of the sample at an index. */
	value(index: number, field = 0): number {
		return this.#values[((this.#start + index) & this.mask) * this.stride + field]!;
	}

	/** Index of the first sample later than a time; `length` when there is none. */
	indexAfter(time: number): number {
		let low = 0;
		let high = this.#length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.time(middle) <= time) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Samples a second over the newest 5 s, or over the newest four samples of a slower stream. */
	rateHz(): number {
		if (this.#length < 2) return 0;
		const last = this.lastTime;
		const bySpan = this.indexAfter(last - RATE_SPAN_MS);
		const first = Math.max(0, Math.min(bySpan, this.#length - 4));
		const span = last - this.time(first);
		return span <= 0 ? 0 : ((this.#length - 1 - first) * 1000) / span;
	}

	/**
	 * Appends the samples of a frame from `skip` on; late ones are sorted in. Values are flattened by the stride.
	 *
	 * @returns whether any came late.
	 */
	append(t0: number, dt: ArrayLike<number>, v: ArrayLike<unknown>, skip: number): boolean {
		let sorted = false;
		for (let i = skip; i < dt.length; i++) {
			const time = t0 + dt[i]!;
			const late = this.#length > 0 && time < this.lastTime;
			sorted ||= late;
			const index = late ? this.#insert(time) : this.#push(time);
			const base = ((this.#start + index) & this.mask) * this.stride;
			for (let field = 0; field < this.stride; field++) {
				const value = v[i * this.stride + field];
				this.#values[base + field] = typeof value === "number" ? value : Number.NaN;
			}
		}
		return sorted;
	}

	/** Forgets every sample. */
	clear(): void {
		this.#start = 0;
		this.#length = 0;
	}

	#push(time: number): number {
		if (this.#length === this.#times.length) this.#makeRoom(time);
		this.#times[(this.#start + this.#length) & this.mask] = time;
		return this.#length++;
	}

	/** Makes a place for a late sample by moving the later ones up; returns its index. */
	#insert(time: number): number {
		const place = this.indexAfter(time);
		const before = this.#length;
		this.#push(this.lastTime);
		const shifted = this.#length === before ? place - 1 : place;
		for (let i = this.#length - 1; i > Math.max(0, shifted); i--) this.#copy(i - 1, i);
		const index = Math.max(0, shifted);
		this.#times[(this.#start + index) & this.mask] = time;
		return index;
	}

	#copy(from: number, to: number): void {
		const source = (this.#start + from) & this.mask;
		const target = (this.#start + to) & this.mask;
		this.#times[target] = this.#times[source]!;
		for (let field = 0; field < this.stride; field++) {
			this.#values[target * this.stride + field] = this.#values[source * this.stride + field]!;
		}
	}

	#makeRoom(now: number): void {
		const full = this.#times.length >= RING_LIMIT;
		if (full || this.time(0) < now - SPAN_MS) {
			this.#start = (this.#start + 1) & this.mask;
			this.#length--;
			return;
		}
		const capacity = this.#times.length * 2;
		const times = new Float64Array(capacity);
		const values = this.#allocate(capacity);
		const tail = this.#times.length - this.#start;
		times.set(this.#times.subarray(this.#start));
		times.set(this.#times.subarray(0, this.#start), tail);
		values.set(this.#values.subarray(this.#start * this.stride));
		values.set(this.#values.subarray(0, this.#start * this.stride), tail * this.stride);
		this.#times = times;
		this.#values = values;
		this.#start = 0;
	}

	#allocate(capacity: number): Float32Array | Float64Array {
		return this.#wide ? new Float64Array(capacity * this.stride) : new Float32Array(capacity * this.stride);
	}
}
