/** Bounds of one ring: how long samples are kept and how many at most. */
export interface RingLimits {
	/** Samples older than this against the newest one may be overwritten, in ms. */
	readonly keepMs: number;
	/** The ring never holds more samples than this. */
	readonly maxSamples: number;
}

const FIRST_CAPACITY = 8;

/** How far behind the newest sample a late one may still be sorted in, in ms. */
export const REORDER_WINDOW_MS = 2_000;

/**
 * Samples of one attribute in memory: typed, kept by time, grown only while it must.
 *
 * Invariants:
 * 1. Samples are in time order; positions count every sample ever appended, so position `head - 1` is the newest.
 * 2. Capacity doubles only while the oldest sample is younger than `keepMs`; afterwards the oldest is overwritten.
 * 3. A late sample is sorted in when it is at most {@link REORDER_WINDOW_MS} behind the newest, else it is refused.
 *
 * Hot path: `append` allocates only when the ring doubles.
 */
export class AttributeRing<V extends number | object | string | boolean | null = number> {
	/** Number of samples ever appended: the position the next one gets. */
	head = 0;
	readonly stride: number;
	#times = new Float64Array(FIRST_CAPACITY);
	#values: Float32Array | Float64Array | V[];
	#start = 0;
	readonly #limits: RingLimits;

	/** @param kind `32` or `64` for numbers of that many bits, `json` for anything else (stride 1). */
	constructor(kind: 32 | 64 | "json", stride: number, limits: RingLimits) {
		this.stride = stride;
		this.#limits = limits;
		const size = FIRST_CAPACITY * stride;
		this.#values =
			kind === "json" ? new Array<V>(size) : kind === 64 ? new Float64Array(size) : new Float32Array(size);
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

	#makeRoom(time: number): void {
		const capacity = this.#times.length;
		if (this.length < capacity) return;
		const oldest = this.timeAt(this.#start);
		if (time - oldest > this.#limits.keepMs || capacity >= this.#limits.maxSamples) this.#start++;
		else this.#grow();
	}

	#grow(): void {
		const capacity = this.#times.length;
		const times = new Float64Array(capacity * 2);
		const values = Array.isArray(this.#values)
			? new Array<V>(capacity * 2)
			: new (this.#values.constructor as Float32ArrayConstructor | Float64ArrayConstructor)(
					capacity * 2 * this.stride,
				);
		for (let position = this.#start; position < this.head; position++) {
			const from = position & (capacity - 1);
			const to = position & (capacity * 2 - 1);
			times[to] = this.#times[from]!;
			for (let k = 0; k < this.stride; k++) {
				(values as V[])[to * this.stride + k] = this.#values[from * this.stride + k] as V;
			}
		}
		this.#times = times;
		this.#values = values;
	}

	#insert(time: number, sample: V | Float64Array): number {
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
