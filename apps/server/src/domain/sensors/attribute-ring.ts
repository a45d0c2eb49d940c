import { type ByteLedger, NO_LEDGER } from "./byte-ledger.ts";
import { type Component, keptTime, SampleChunk } from "./sample-chunk.ts";
import { structuredSize } from "./structured-size.ts";

/** Bounds of one ring: how long samples are kept and how many at most. */
export interface RingLimits {
	/** Samples older than this against the newest one may be given up, in ms. */
	readonly keepMs: number;
	/** The ring never holds more samples than this. */
	readonly maxSamples: number;
}

/** Room of a ring's first samples: most attributes of idle sensors never get more. */
const FIRST_CAPACITY = 8;

/** Samples of a chunk. */
const CHUNK_SAMPLES = 512;

/** A ring has at least this many chunks before it gives up the oldest. */
const LEAST_CHUNKS = 4;

/** How far behind the newest sample a late one may still be sorted in, in ms. */
export const REORDER_WINDOW_MS = 2_000;

/**
 * Samples of one attribute in memory: typed, in chunks, kept by time.
 *
 * Invariants:
 * 1. Samples are in time order; positions count every sample ever appended, so position `head - 1` is the newest.
 * 2. The sample at `position` is in chunk `(position - base) >> shift`; only the first chunk of a ring may be smaller
 *    than the others, and only while it is the only one.
 * 3. The oldest chunk is given up as a whole: when a new one is needed and it is older than `keepMs` or the ring is
 *    full, or when memory is short.
 * 4. A late sample is sorted in when it is at most {@link REORDER_WINDOW_MS} behind the newest and no older than
 *    what is kept, else it is refused.
 *
 * Hot path: `append` allocates once in a chunk's samples at most, and nothing at all once the ring turns round.
 */
export class AttributeRing<V extends Component = number> {
	/** Number of samples ever appended: the position the next one gets. */
	head = 0;
	readonly stride: number;
	/** Called before the samples from `tail` up to a position are given up, while they can still be read. */
	onGiveUp: ((to: number) => void) | null = null;
	readonly #kind: 32 | 64 | "json";
	readonly #limits: RingLimits;
	readonly #ledger: ByteLedger;
	readonly #shift: number;
	#chunks: SampleChunk<V>[] = [];
	/** Position of the first chunk's first sample. */
	#base = 0;
	#newest: SampleChunk<V> | null = null;
	/** Index in the newest chunk that the next sample gets. */
	#fill = 0;
	#lastTime = Number.NEGATIVE_INFINITY;
	#bytes = 0;

	/**
	 * @param kind `32` or `64` for numbers of that many bits, `json` for anything else (stride 1).
	 * @param ledger is told how many bytes the ring holds.
	 */
	constructor(kind: 32 | 64 | "json", stride: number, limits: RingLimits, ledger: ByteLedger = NO_LEDGER) {
		this.stride = stride;
		this.#limits = limits;
		this.#kind = kind;
		this.#ledger = ledger;
		const samples = Math.min(CHUNK_SAMPLES, Math.max(FIRST_CAPACITY, limits.maxSamples / LEAST_CHUNKS));
		this.#shift = Math.floor(Math.log2(samples));
	}

	/** Position of the oldest sample held. */
	get tail(): number {
		return this.#base;
	}

	/** Number of samples held. */
	get length(): number {
		return this.head - this.#base;
	}

	/** Time of the newest sample in ms, or -Infinity while empty. */
	get lastTime(): number {
		return this.#lastTime;
	}

	/** Bytes held, about. */
	get byteLength(): number {
		return this.#bytes;
	}

	/**
	 * Stores one sample and returns its position, or -1 when it is too late to be sorted in.
	 *
	 * @param time sample time in ms.
	 * @param sample a number, a stride of numbers, or a structured value.
	 */
	append(time: number, sample: V | Float64Array): number {
		const kept = keptTime(time);
		if (kept < this.#lastTime) return this.#late(kept, sample);
		let chunk = this.#newest;
		if (chunk === null || this.#fill === chunk.capacity) chunk = this.#makeRoom(kept);
		const index = this.#fill++;
		chunk.setTime(index, kept);
		this.#lastTime = kept;
		this.#write(chunk, index, sample);
		return this.head++;
	}

	/** Time in ms of the sample at `position`, which must be held. */
	timeAt(position: number): number {
		const offset = position - this.#base;
		return this.#chunks[offset >> this.#shift]!.timeAt(offset & ((1 << this.#shift) - 1));
	}

	/** Component `component` of the sample at `position`, which must be held. */
	valueAt(position: number, component = 0): V {
		const offset = position - this.#base;
		const index = offset & ((1 << this.#shift) - 1);
		return this.#chunks[offset >> this.#shift]!.values[index * this.stride + component] as V;
	}

	/**
	 * Copies the samples from a position up to another, all held and numeric; hot path.
	 *
	 * @param times gets their times in ms.
	 * @param values gets their components.
	 * @param at index of the first sample in both.
	 */
	copy(from: number, to: number, times: Float64Array, values: Float64Array, at: number): void {
		const size = 1 << this.#shift;
		const { stride } = this;
		let target = at;
		for (let offset = from - this.#base; offset < to - this.#base; ) {
			const chunk = this.#chunks[offset >> this.#shift]!;
			const index = offset & (size - 1);
			const count = Math.min(size - index, to - this.#base - offset);
			chunk.copyTimes(index, index + count, times, target);
			const source = chunk.values as Float32Array | Float64Array;
			// A loop: most pieces are short, and a view of them would cost more than it saves.
			const shift = target * stride - index * stride;
			for (let k = index * stride; k < (index + count) * stride; k++) values[k + shift] = source[k]!;
			target += count;
			offset += count;
		}
	}

	/** First held position whose time is at or after `time`. */
	positionAt(time: number): number {
		let low = this.#base;
		let high = this.head;
		while (low < high) {
			const middle = low + Math.floor((high - low) / 2);
			if (this.timeAt(middle) < time) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Gives up the oldest chunk; the answer is the bytes that freed, 0 when only the newest is left. */
	giveUpOldest(): number {
		if (this.#chunks.length < 2) return 0;
		const { byteLength } = this.#dropOldest();
		this.#account(-byteLength);
		return byteLength;
	}

	/** Time in ms of the oldest sample that would stay if the oldest chunk were given up; Infinity when none would. */
	get secondOldestTime(): number {
		return this.#chunks[1]?.timeAt(0) ?? Number.POSITIVE_INFINITY;
	}

	/** Takes what it holds out of the ledger: nobody uses the ring any more. */
	release(): void {
		this.#account(-this.#bytes);
	}

	/** A place for one sample at the end: in a larger chunk, a new one, or that of the oldest samples. */
	#makeRoom(time: number): SampleChunk<V> {
		const chunk = this.#newest;
		if (chunk !== null && chunk.capacity < 1 << this.#shift) {
			const before = chunk.byteLength;
			chunk.grow(1 << this.#shift);
			this.#account(chunk.byteLength - before);
			return chunk;
		}
		let spare: SampleChunk<V> | null = null;
		while (this.#givesUpOldest(time)) {
			if (spare !== null) this.#account(-spare.byteLength);
			spare = this.#dropOldest();
		}
		const before = spare?.byteLength ?? 0;
		const capacity = this.head === 0 ? Math.min(FIRST_CAPACITY, 1 << this.#shift) : 1 << this.#shift;
		// A chunk that never grew is of no use to a ring that has turned round.
		const next = spare?.capacity === capacity ? spare : new SampleChunk<V>(this.#kind, this.stride, capacity);
		next.begin(time);
		this.#chunks.push(next);
		this.#newest = next;
		this.#fill = 0;
		this.#account(next.byteLength - before);
		return next;
	}

	/** Whether the oldest chunk makes way for a new one. */
	#givesUpOldest(time: number): boolean {
		const oldest = this.#chunks[0];
		if (oldest === undefined) return false;
		if ((this.#chunks.length + 1) << this.#shift > this.#limits.maxSamples) return true;
		return time - oldest.timeAt(oldest.capacity - 1) > this.#limits.keepMs;
	}

	#dropOldest(): SampleChunk<V> {
		const size = this.#chunks[0]!.capacity;
		this.onGiveUp?.(this.#base + size);
		this.#base += size;
		return this.#chunks.shift()!;
	}

	#late(time: number, sample: V | Float64Array): number {
		if (this.#lastTime - time > REORDER_WINDOW_MS) return -1;
		const isFull = this.#fill === 1 << this.#shift;
		if (isFull && this.#givesUpOldest(this.#lastTime) && time < this.secondOldestTime) return -1;
		const chunk = this.#newest!;
		if (this.#fill === chunk.capacity) this.#makeRoom(this.#lastTime);
		this.#fill++;
		let position = this.head++;
		while (position > this.#base && this.timeAt(position - 1) > time) {
			this.#copy(position - 1, position);
			position--;
		}
		const offset = position - this.#base;
		const index = offset & ((1 << this.#shift) - 1);
		const target = this.#chunks[offset >> this.#shift]!;
		target.setTime(index, time);
		this.#write(target, index, sample);
		return position;
	}

	#copy(from: number, to: number): void {
		const offset = to - this.#base;
		const target = this.#chunks[offset >> this.#shift]!;
		const index = offset & ((1 << this.#shift) - 1);
		target.setTime(index, this.timeAt(from));
		for (let k = 0; k < this.stride; k++) {
			target.values[index * this.stride + k] = this.valueAt(from, k) as never;
		}
	}

	#write(chunk: SampleChunk<V>, index: number, sample: V | Float64Array): void {
		const { stride } = this;
		if (stride === 1) {
			chunk.values[index] = (sample instanceof Float64Array ? sample[0] : sample) as never;
			if (this.#kind === "json") this.#accountStructured(chunk, sample);
			return;
		}
		const vector = sample as Float64Array;
		const from = index * stride;
		for (let k = 0; k < stride; k++) chunk.values[from + k] = vector[k]! as never;
	}

	#accountStructured(chunk: SampleChunk<V>, sample: V | Float64Array): void {
		const size = structuredSize(sample);
		chunk.structuredBytes += size;
		this.#account(size);
	}

	#account(bytes: number): void {
		this.#bytes += bytes;
		this.#ledger.change(bytes);
	}
}
