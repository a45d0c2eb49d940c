import { encodeJsonRow, encodeNumericRow, toJsonbText } from "./copy-encoder.ts";
import { HISTORY, HOUR_MS } from "./history-limits.ts";

const FIRST_CAPACITY = 8;

/** What a chunk holds before its first sample: most series of idle sensors never get one. */
const NO_TIMES = new Int32Array(0);
const NO_VALUES = new Float64Array(0);

/**
 * The samples of one series that are not yet a row.
 *
 * 1. Times lie in `[t0, t0 + HISTORY.chunkSpanMs]` and in one UTC hour: a chunk belongs to one partition, and chunks of
 *    different hours never overlap.
 * 2. Times do not descend: a sample older than its predecessor begins another chunk.
 * 3. Arrays double up to the limits and are used again for the next chunk.
 */
abstract class OpenChunk {
	t0 = 0;
	samples = 0;
	/** Server time at which the last sample arrived, in ms; NaN while unknown. */
	arrivedMs = Number.NaN;
	protected dt = NO_TIMES;
	#last = 0;
	#until = 0;

	protected accepts(t: number, most: number): boolean {
		return this.samples > 0 && t >= this.#last && t <= this.#until && this.samples < most;
	}

	protected addTime(t: number): void {
		if (this.samples === 0) {
			this.t0 = t;
			const hourEnd = (Math.floor(t / HOUR_MS) + 1) * HOUR_MS - 1;
			this.#until = Math.min(t + HISTORY.chunkSpanMs, hourEnd);
		}
		if (this.samples === this.dt.length) {
			const grown = new Int32Array(Math.max(FIRST_CAPACITY, this.dt.length * 2));
			grown.set(this.dt);
			this.dt = grown;
		}
		this.dt[this.samples] = t - this.t0;
		this.#last = t;
		this.samples += 1;
	}
}

/** An open chunk of numbers or vectors. */
export class NumericChunk extends OpenChunk {
	readonly #bits: 32 | 64;
	#stride = 1;
	#values = NO_VALUES;

	constructor(bits: 32 | 64) {
		super();
		this.#bits = bits;
	}

	/** Whether a sample of `stride` numbers at `t` may be pushed before the chunk is taken. */
	fits(t: number, stride: number): boolean {
		if (this.samples === 0) return true;
		const most = stride === 1 ? HISTORY.chunkSamples : Math.max(1, Math.floor(HISTORY.chunkValues / stride));
		return stride === this.#stride && this.accepts(t, Math.min(most, HISTORY.chunkSamples));
	}

	pushNumber(t: number, value: number): void {
		if (this.samples === 0) this.#stride = 1;
		if (this.samples === this.#values.length) this.#grow(1);
		this.#values[this.samples] = value;
		this.addTime(t);
	}

	pushVector(t: number, vector: Float64Array): void {
		if (this.samples === 0) this.#stride = vector.length;
		const at = this.samples * this.#stride;
		if (at + this.#stride > this.#values.length) this.#grow(this.#stride);
		this.#values.set(vector, at);
		this.addTime(t);
	}

	/** Encodes the samples as a row and empties the chunk; `offsetMs` is the device's clock offset, NaN while unknown. */
	take(offsetMs: number): Buffer {
		const stamp = { arrivedMs: this.arrivedMs, offsetMs };
		const row = encodeNumericRow(
			this.t0,
			this.dt,
			this.samples,
			this.#values,
			this.#stride,
			this.#bits,
			stamp,
		);
		this.samples = 0;
		return row;
	}

	#grow(atLeast: number): void {
		const grown = new Float64Array(
			Math.max(FIRST_CAPACITY, this.#values.length * 2, this.#values.length + atLeast),
		);
		grown.set(this.#values);
		this.#values = grown;
	}
}

/** An open chunk of structured samples, kept as JSON text from the moment they arrive. */
export class JsonChunk extends OpenChunk {
	#texts: string[] = [];
	#bytes = 0;

	/** Whether a sample at `t` may be pushed before the chunk is taken. */
	fits(t: number): boolean {
		if (this.samples === 0) return true;
		return this.#bytes < HISTORY.chunkJsonBytes && this.accepts(t, HISTORY.chunkSamples);
	}

	/** @throws RangeError when the value nests too deep to be written as JSON */
	push(t: number, value: unknown): void {
		const text = toJsonbText(value);
		this.#texts.push(text);
		this.#bytes += text.length;
		this.addTime(t);
	}

	/** Encodes the samples as a row and empties the chunk; `offsetMs` is the device's clock offset, NaN while unknown. */
	take(offsetMs: number): Buffer {
		const stamp = { arrivedMs: this.arrivedMs, offsetMs };
		const row = encodeJsonRow(this.t0, this.dt, this.samples, this.#texts, stamp);
		this.samples = 0;
		this.#texts = [];
		this.#bytes = 0;
		return row;
	}
}
