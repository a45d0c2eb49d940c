import { encodeJsonRow, encodeNumericRow, toJsonbText, withSeq } from "../copy-encoder.ts";
import { HISTORY } from "../history-limits.ts";
import { SampleMerger } from "../sample-merger.ts";
import { type HourChunk, inSlices, newestSeq } from "./hour-chunks.ts";

/** Rows that stand for chunks that can go. */
export interface MergedChunks {
	/** Encoded for COPY, with the column `seq` last. */
	rows: Buffer[];
	/** The longest time one of them lasts, in ms. */
	spanMs: number;
}

/** What a row costs besides its samples: its header, and that of its arrays. */
const ROW_BYTES = 110;

/**
 * Puts the chunks of a closed hour together into as few as read well: exactly the samples a reader would get, each
 * time once.
 *
 * A row stays small enough to be kept whole in its page (`HISTORY.mergedBytes`), where it reads fastest. It takes the
 * highest place in the order of writing among its sources, so what comes later still wins. Arrival and offset are
 * those of the source of its last sample.
 * @returns `undefined` when there is nothing to win and nothing to resolve, or the chunks hold different kinds of values
 */
export async function mergeChunks(chunks: readonly HourChunk[]): Promise<MergedChunks | undefined> {
	const [first] = chunks;
	if (!first) return undefined;
	const stride = strideOf(first);
	if (chunks.some((chunk) => chunk.kind !== first.kind || strideOf(chunk) !== stride)) return undefined;
	const merged = first.kind === "json" ? new JsonRows() : new NumericRows(first.kind, stride);
	const sourceOf = new Map<unknown, HourChunk>();
	const merger = new SampleMerger<ArrayLike<unknown>>(stride, (t, values, at) =>
		merged.add(t, values, at, sourceOf.get(values)!),
	);
	await inSlices(chunks, (chunk) => {
		const values = chunk.numbers ?? chunk.values ?? [];
		sourceOf.set(values, chunk);
		merger.add({ t0: chunk.t0, dt: chunk.dt, seq: chunk.seq, values });
	});
	merger.finish();
	const { rows, spanMs } = merged.finish(newestSeq(chunks));
	const isWorthwhile = rows.length <= chunks.length * HISTORY.mergeGain || !isResolved(chunks);
	return isWorthwhile ? { rows, spanMs } : undefined;
}

/** Whether each time occurs once and chunks do not overlap. */
function isResolved(chunks: readonly HourChunk[]): boolean {
	let last = Number.NEGATIVE_INFINITY;
	for (const { t0, dt } of chunks)
		for (const ms of dt) {
			if (t0 + ms <= last) return false;
			last = t0 + ms;
		}
	return true;
}

function strideOf({ dt, numbers }: HourChunk): number {
	return numbers && dt.length > 0 ? numbers.length / dt.length : 1;
}

/** Collects samples and cuts them into rows. */
abstract class MergedRows {
	readonly #encoded: Buffer[] = [];
	readonly #most: number;
	#spanMs = 0;
	#source: HourChunk | undefined;
	protected t0 = 0;
	protected samples = 0;
	protected readonly dt: Int32Array;

	constructor(most: number) {
		this.#most = Math.max(1, most);
		this.dt = new Int32Array(this.#most);
	}

	protected abstract push(values: ArrayLike<unknown>, at: number): void;
	protected abstract encode(stamp: { arrivedMs: number; offsetMs: number }): Buffer;
	protected get isFull(): boolean {
		return this.samples === this.#most;
	}

	add(t: number, values: ArrayLike<unknown>, at: number, source: HourChunk): void {
		if (this.isFull) this.#cut();
		if (this.samples === 0) this.t0 = t;
		this.dt[this.samples] = t - this.t0;
		this.push(values, at);
		this.samples += 1;
		this.#source = source;
	}

	finish(seq: number): MergedChunks {
		this.#cut();
		return { rows: this.#encoded.map((row) => withSeq(row, seq)), spanMs: this.#spanMs };
	}

	#cut(): void {
		if (this.samples === 0) return;
		this.#spanMs = Math.max(this.#spanMs, this.dt[this.samples - 1]!);
		const { arrivedMs, offsetMs } = this.#source!;
		this.#encoded.push(this.encode({ arrivedMs, offsetMs }));
		this.samples = 0;
	}
}

class NumericRows extends MergedRows {
	readonly #bits: 32 | 64;
	readonly #stride: number;
	readonly #values: Float64Array;

	constructor(bits: 32 | 64, stride: number) {
		const most = Math.floor((HISTORY.mergedBytes - ROW_BYTES) / (4 + (stride * bits) / 8));
		super(most);
		this.#bits = bits;
		this.#stride = stride;
		this.#values = new Float64Array(Math.max(1, most) * stride);
	}

	protected push(values: ArrayLike<number>, at: number): void {
		for (let field = 0; field < this.#stride; field += 1)
			this.#values[this.samples * this.#stride + field] = values[at + field]!;
	}

	protected encode(stamp: { arrivedMs: number; offsetMs: number }): Buffer {
		return encodeNumericRow(this.t0, this.dt, this.samples, this.#values, this.#stride, this.#bits, stamp);
	}
}

class JsonRows extends MergedRows {
	#texts: string[] = [];
	#bytes = 0;

	constructor() {
		super(HISTORY.chunkSamples);
	}

	protected override get isFull(): boolean {
		return super.isFull || this.#bytes >= HISTORY.mergedJsonBytes;
	}

	protected push(values: ArrayLike<unknown>, at: number): void {
		const text = toJsonbText(values[at]);
		this.#texts.push(text);
		this.#bytes += text.length;
	}

	protected encode(stamp: { arrivedMs: number; offsetMs: number }): Buffer {
		const row = encodeJsonRow(this.t0, this.dt, this.samples, this.#texts, stamp);
		this.#texts = [];
		this.#bytes = 0;
		return row;
	}
}
