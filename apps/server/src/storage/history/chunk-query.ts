import pg from "pg";
import { HISTORY } from "./history-limits.ts";

const EPOCH_MS = 946_684_800_000;
const ARRAY_HEADER = 20;

/** Samples of one chunk row as read. */
export interface StoredChunk {
	/** In ms. */
	t0: number;
	/** ms since `t0`. */
	dt: Int32Array;
	/** Numbers, `stride` per sample, when the chunk holds numbers. */
	numbers: Float64Array | undefined;
	/** One value per sample, when the chunk holds structured samples. */
	values: unknown[] | undefined;
	/** Order of writing. */
	seq: number;
}

/**
 * Hands over every chunk of a series that may hold samples of `[fromMs, toMs]`, in order of time.
 *
 * Rows are decoded as they arrive from the binary protocol and not kept: an hour of a waveform is 14 MB on the wire.
 */
export function eachChunk(
	client: pg.ClientBase,
	seriesId: number,
	fromMs: number,
	toMs: number,
	visit: (chunk: StoredChunk) => void,
): Promise<void> {
	const config = {
		text: `select t0, seq, dt, v, w, j from sensor_attribute_chunks
			where series_id = $1 and t0 >= $2 and t0 <= $3 order by t0, seq`,
		values: [seriesId, timestamp(fromMs - HISTORY.chunkSpanMs), timestamp(toMs)],
		binary: true,
		rowMode: "array",
		types: { getTypeParser: () => (value: Buffer) => value },
	};
	return new Promise((resolve, reject) => {
		const query = new pg.Query(config as unknown as pg.QueryConfig);
		query.on("row", (row: unknown) => visit(decodeChunk(row as Column[])));
		query.on("end", () => resolve());
		query.on("error", reject);
		client.query(query);
	});
}

/** A time as text, kept within the times a sample may have. */
function timestamp(ms: number): string {
	return new Date(Math.min(Math.max(ms, HISTORY.time.min), HISTORY.time.max)).toISOString();
}

type Column = Buffer | null;

function decodeChunk([t0, seq, dt, v, w, j]: Column[]): StoredChunk {
	const numbers = v ? decodeFloat4(v) : w ? decodeFloat8(w) : undefined;
	return {
		t0: Number(t0!.readBigInt64BE() / 1000n) + EPOCH_MS,
		seq: Number(seq!.readBigInt64BE()),
		dt: decodeInt4(dt!),
		numbers,
		// The first byte of a binary jsonb is its version.
		values: j ? (JSON.parse(j.toString("utf8", 1)) as unknown[]) : undefined,
	};
}

/** Elements of a one-dimensional array without nulls; each stands after its length. An empty array has no dimension. */
function countOf(bytes: Buffer): number {
	return bytes.readInt32BE() === 0 ? 0 : bytes.readInt32BE(12);
}

function viewOf(bytes: Buffer): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function decodeInt4(bytes: Buffer): Int32Array {
	const view = viewOf(bytes);
	const out = new Int32Array(countOf(bytes));
	for (let index = 0, at = ARRAY_HEADER + 4; index < out.length; index += 1, at += 8)
		out[index] = view.getInt32(at);
	return out;
}

function decodeFloat4(bytes: Buffer): Float64Array {
	const view = viewOf(bytes);
	const out = new Float64Array(countOf(bytes));
	for (let index = 0, at = ARRAY_HEADER + 4; index < out.length; index += 1, at += 8)
		out[index] = view.getFloat32(at);
	return out;
}

function decodeFloat8(bytes: Buffer): Float64Array {
	const view = viewOf(bytes);
	const out = new Float64Array(countOf(bytes));
	for (let index = 0, at = ARRAY_HEADER + 4; index < out.length; index += 1, at += 12)
		out[index] = view.getFloat64(at);
	return out;
}
