/** Bounds of one ring: how long samples are kept and how many at most. */
export interface RingLimits {
	/** Samples older than this against the newest one may be overwritten, in ms. */
	readonly keepMs: number;
	/** The ring never holds more samples than this. */
	readonly maxSamples: number;
}

const FIRST_CAPACITY = 8;

/** What an empty ring holds: most attributes of idle sensors never get a sample. */
const NOTHING = new Float64Array(0);

/** How far behind the newest sample a late one may still be sorted in, in ms. */
export const REORDER_WINDOW_MS = 2_000;

/**
 * Samples of one attribute in memory: typed, kept by time, grown only while it must.
 *
 * Invariants:
 * 1. Samples are in time order; positions count every sample ever appended, so position `head - 1` is the newest.
 * 2. Capacity doubles only while the oldest sample is younger than `keepMs`; afterwards the oldest is overwritten.
 * 3. A late sample is sorted in when it is at most {@link REORDER_WINDOW_MS} behind the newest and no older than
 *    what is kept, else it is refused.
 *
 * Hot path: `append` allocates only when the ring doubles.
 */
export class AttributeRing<V extends number | object | string | boolean | null = number> {
	/** Number of samples ever appended: the position the next one gets. */
	head = 0;
	readonly stride: number;
	readonly #kind: 32 | 64 | "json";
	#times = NOTHING;
	#values: Float32Array | Float64Array | V[] = NOTHING;
	#start = 0;
	readonly #limits: RingLimits;

	/** @param kind `32` or `64` for numbers of that many bits, `json` for anything else (stride 1). */
	constructor(kind: 32 | 64 | "json", stride: number, limits: RingLimits) {
		this.stride = stride;
		this.#limits = limits;
		this.#kind = kind;
	}

	/** Position of the oldest sample held. */
	get tail(): number {
		return this.#start;
	}

	/** Number of samples held. */
	get length(): number {
		return this.head - this.#start;
	}

	/** Time of the newest sample in ms, or -Infinity while empty. */
	get lastTime(): number {
		return this.head === this.#start
			? Number.NEGATIVE_INFINITY
			: this.#times[(this.head - 1) & (this.#times.length - 1)]!;
	}

	/** Bytes held by the ring's arrays (structured values count as one pointer). */
	get byteLength(): number {
		const values = Array.isArray(this.#values) ? this.#values.length * 8 : this.#values.byteLength;
		return this.#times.byteLength + values;
	}

	/**
	 * Stores one sample and returns its position, or -1 when it is too late to be sorted in.
	 *
	 * @param time sample time in ms.
	 * @param sample a number, a stride of numbers, or a structured value.
	 */
	append(time: number, sample: V | Float64Array): number {
		const last = this.lastTime;
		if (time < last) return last - time > REORDER_WINDOW_MS ? -1 : this.#insert(time, sample);
		this.#makeRoom(time);
		this.#write(this.head, time, sample);
		return this.head++;
	}

	/** Time in ms of the sample at `position`, which must be held. */
	timeAt(position: number): number {
		return this.#times[position & (this.#times.length - 1)]!;
	}

	/** Component `component` of the sample at `position`, which must be held. */
	valueAt(position: number, component = 0): V {
		return this.#values[(position & (this.#times.length - 1)) * this.stride + component] as V;
	}

	/** First held position whose time is at or after `time`. */
	positionAt(time: number): number {
		let low = this.#start;
		let high = this.head;
		while (low < high) {
			const middle = low + Math.floor((high - low) / 2);
			if (this.timeAt(middle) < time) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Makes room for one sample when the newest is of `time`: grows, or gives up the oldest. */
	#makeRoom(time: number): void {
		if (this.length < this.#times.length) return;
		if (this.#givesUpOldest(time)) this.#start++;
		else this.#grow();
	}

	/** Whether a full ring would overwrite its oldest sample instead of growing. */
	#givesUpOldest(time: number): boolean {
		const capacity = this.#times.length;
		if (capacity === 0 || this.length < capacity) return false;
		return time - this.timeAt(this.#start) > this.#limits.keepMs || capacity >= this.#limits.maxSamples;
	}

	#grow(): void {
		const before = this.#times.length;
		const capacity = Math.max(FIRST_CAPACITY, before * 2);
		const times = new Float64Array(capacity);
		const values = this.#allocate(capacity * this.stride);
		for (let position = this.#start; position < this.head; position++) {
			const from = position & (before - 1);
			const to = position & (capacity - 1);
			times[to] = this.#times[from]!;
			for (let k = 0; k < this.stride; k++) {
				(values as V[])[to * this.stride + k] = this.#values[from * this.stride + k] as V;
			}
		}
		this.#times = times;
		this.#values = values;
	}

	#allocate(size: number): Float32Array | Float64Array | V[] {
		switch (this.#kind) {
			case 32:
				return new Float32Array(size);
			case 64:
				return new Float64Array(size);
			case "json":
				return new Array<V>(size);
		}
	}

	#insert(time: number, sample: V | Float64Array): number {
		if (this.#givesUpOldest(this.lastTime) && time < this.timeAt(this.#start)) return -1;
		this.#makeRoom(this.lastTime);
		const mask = this.#times.length - 1;
		let position = this.head;
		while (position > this.#start && this.timeAt(position - 1) > time) {
			const from = (position - 1) & mask;
			const to = position & mask;
			this.#times[to] = this.#times[from]!;
			for (let k = 0; k < this.stride; k++) {
				this.#values[to * this.stride + k] = this.#values[from * this.stride + k] as never;
			}
			position--;
		}
		this.#write(position, time, sample);
		this.head++;
		return position;
	}

	#write(position: number, time: number, sample: V | Float64Array): void {
		const at = position & (this.#times.length - 1);
		this.#times[at] = time;
		if (this.stride === 1) {
			this.#values[at] = (sample instanceof Float64Array ? sample[0] : sample) as never;
			return;
		}
		const vector = sample as Float64Array;
		const base = at * this.stride;
		for (let k = 0; k < this.stride; k++) this.#values[base + k] = vector[k]! as never;
	}
}
