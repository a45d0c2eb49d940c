import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { decodeFloat4, decodeFloat8, decodeInt4, decodeTime } from "./binary-arrays.ts";
import { CopyRowReader } from "./copy-row-reader.ts";
import { HISTORY, HOUR_MS } from "./history-limits.ts";

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
	const start = `t0 >= ${earliestStart(seriesId, fromMs)} and t0 <= '${timestamp(toMs)}'`;
	await copyChunks(client, seriesId, start, visit);
}

/**
 * When a chunk that reaches `fromMs` may begin, as SQL: chunks stay within their hour, where merged ones may last
 * longer than those that were written.
 */
export function earliestStart(seriesId: number, fromMs: number): string {
	const hour = timestamp(Math.floor(fromMs / HOUR_MS) * HOUR_MS);
	return `(timestamptz '${timestamp(fromMs)}' - interval '1 millisecond' * greatest(${HISTORY.chunkSpanMs}, coalesce((
		select span_ms from history_hours where series_id = ${Math.trunc(seriesId)} and hour = '${hour}'), 0)))`;
}

/** Hands over the chunks of a series that begin at one of these times (ms), in order of time. */
export async function eachChunkAt(
	client: pg.ClientBase,
	seriesId: number,
	times: readonly number[],
	visit: (chunk: StoredChunk) => void,
): Promise<void> {
	if (times.length === 0) return;
	await copyChunks(
		client,
		seriesId,
		`t0 in (${times.map((time) => `'${timestamp(time)}'`).join(",")})`,
		visit,
	);
}

/** COPY takes no parameters: `start` is made of times written by `timestamp`, the id is a whole number. */
async function copyChunks(
	client: pg.ClientBase,
	seriesId: number,
	start: string,
	visit: (chunk: StoredChunk) => void,
): Promise<void> {
	const stream = client.query(
		copyTo(`copy (
			select t0, seq, dt, v, w, j from sensor_attribute_chunks
			where series_id = ${Math.trunc(seriesId)} and ${start} order by t0) to stdout (format binary)`),
	);
	const rows = new CopyRowReader((columns) => visit(decodeChunk(columns)));
	for await (const bytes of stream) rows.push(bytes as Buffer);
}

/** The clock offset stored with the newest chunk of the range, in ms; null while unknown. */
export async function newestOffset(
	client: pg.ClientBase,
	seriesId: number,
	fromMs: number,
	toMs: number,
): Promise<number | null> {
	const { rows } = await client.query<{ offset_ms: number | null }>(
		`select offset_ms from sensor_attribute_chunks
		where series_id = $1 and t0 >= ${earliestStart(seriesId, fromMs)} and t0 <= $2::timestamptz
		order by t0 desc, seq desc limit 1`,
		[seriesId, timestamp(toMs)],
	);
	return rows[0]?.offset_ms ?? null;
}

/** A time as text for SQL, kept within the times a sample may have. */
export function timestamp(ms: number): string {
	return new Date(Math.min(Math.max(ms, HISTORY.time.min), HISTORY.time.max)).toISOString();
}

function decodeChunk([t0, seq, dt, v, w, j]: readonly (Buffer | null)[]): StoredChunk {
	return {
		t0: decodeTime(t0!),
		seq: Number(seq!.readBigInt64BE()),
		dt: decodeInt4(dt!),
		numbers: v ? decodeFloat4(v) : w ? decodeFloat8(w) : undefined,
		// The first byte of a binary jsonb is its version.
		values: j ? (JSON.parse(j.toString("utf8", 1)) as unknown[]) : undefined,
	};
}
