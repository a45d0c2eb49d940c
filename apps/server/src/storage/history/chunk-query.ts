import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { CopyRowReader } from "./copy-row-reader.ts";
import { HISTORY } from "./history-limits.ts";

const EPOCH_MS = 946_684_800_000;
const ARRAY_HEADER = 20;

/** Samples of one chunk row as read. */
export interface StoredChunk {
	/** In ms. */
	t0: number;
	/** Order of writing. */
	seq: number;
	/** ms since `t0`. */
	dt: Int32Array;
	/** Numbers, `stride` per sample, when the chunk holds numbers. */
	numbers: Float64Array | undefined;
	/** One value per sample, when the chunk holds structured samples. */
	values: unknown[] | undefined;
}

/**
 * Hands over every chunk of a series that may hold samples of `[fromMs, toMs]`, in order of time.
 *
 * Rows come by binary COPY and are decoded as they arrive and not kept: an hour of a waveform is 15 MB on the wire.
 * After an error the connection is in the middle of an answer and must be given up.
 */
export async function eachChunk(
	client: pg.ClientBase,
	seriesId: number,
	fromMs: number,
	toMs: number,
	visit: (chunk: StoredChunk) => void,
): Promise<void> {
	// COPY takes no parameters; these are a whole number and two times written by `timestamp`.
	const stream = client.query(
		copyTo(`copy (
			select t0, seq, dt, v, w, j from sensor_attribute_chunks
			where series_id = ${Math.trunc(seriesId)}
				and t0 >= '${timestamp(fromMs - HISTORY.chunkSpanMs)}' and t0 <= '${timestamp(toMs)}'
			order by t0) to stdout (format binary)`),
	);
	const rows = new CopyRowReader((columns) => visit(decodeChunk(columns)));
	for await (const bytes of stream) rows.push(bytes as Buffer);
}

/** Decodes a timestamp into ms. */
export function readTime(bytes: Buffer): number {
	return Number(bytes.readBigInt64BE() / 1000n) + EPOCH_MS;
}

/** A time as text for SQL, kept within the times a sample may have. */
export function timestamp(ms: number): string {
	return new Date(Math.min(Math.max(ms, HISTORY.time.min), HISTORY.time.max)).toISOString();
}

/** Decodes the columns t0, seq, dt, v, w, j. */
export function decodeChunk([t0, seq, dt, v, w, j]: readonly (Buffer | null)[]): StoredChunk {
	return {
		t0: readTime(t0!),
		seq: Number(seq!.readBigInt64BE()),
		dt: decodeInt4(dt!),
		numbers: v ? decodeFloat4(v) : w ? decodeFloat8(w) : undefined,
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
