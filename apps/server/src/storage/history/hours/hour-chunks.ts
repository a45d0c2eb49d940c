import { setImmediate } from "node:timers/promises";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { decodeFloat4, decodeFloat8, decodeInt4, decodeTime } from "../binary-arrays.ts";
import { type StoredChunk, timestamp } from "../chunk-query.ts";
import { CopyRowReader } from "../copy-row-reader.ts";
import { HISTORY, HOUR_MS } from "../history-limits.ts";

/** A chunk with everything its row says. */
export interface HourChunk extends StoredChunk {
	/** The column its values stand in: 32- or 64-bit floats, or JSON. */
	kind: 32 | 64 | "json";
	/** NaN while unknown. */
	arrivedMs: number;
	offsetMs: number;
}

/** Reads all chunks that begin in an hour of a series, in order of time. */
export function readHour(client: pg.ClientBase, seriesId: number, hour: number): Promise<HourChunk[]> {
	return readChunks(client, seriesId, hour, hour + HOUR_MS, "true");
}

/** Reads the chunks that reach from the hour before into this one, or from this one into the next. */
export function readCrossing(client: pg.ClientBase, seriesId: number, hour: number): Promise<HourChunk[]> {
	const [before, end] = [hour - HISTORY.chunkSpanMs, hour + HOUR_MS];
	// No chunk that was written lasts longer than a minute, and no merged one crosses.
	const isNear = `(t0 < '${timestamp(hour)}' or t0 >= '${timestamp(end - HISTORY.chunkSpanMs)}')`;
	const last = "t0 + dt[cardinality(dt)] * interval '1 millisecond'";
	const crosses = `date_trunc('hour', ${last}, 'UTC') > date_trunc('hour', t0, 'UTC')`;
	return readChunks(client, seriesId, before, end, `${isNear} and ${crosses}`);
}

/** COPY takes no parameters: the bounds are times written by `timestamp`, the id is a whole number. */
async function readChunks(
	client: pg.ClientBase,
	seriesId: number,
	from: number,
	until: number,
	condition: string,
): Promise<HourChunk[]> {
	const chunks: HourChunk[] = [];
	const stream = client.query(
		copyTo(`copy (
			select t0, seq, dt, v, w, j, arrived_at, offset_ms from sensor_attribute_chunks
			where series_id = ${Math.trunc(seriesId)} and t0 >= '${timestamp(from)}' and t0 < '${timestamp(until)}'
				and ${condition} order by t0, seq) to stdout (format binary)`),
	);
	const rows = new CopyRowReader(([t0, seq, dt, v, w, j, arrivedAt, offset]) =>
		chunks.push({
			...{ t0: decodeTime(t0!), seq: Number(seq!.readBigInt64BE()), dt: decodeInt4(dt!) },
			kind: v ? 32 : w ? 64 : "json",
			numbers: v ? decodeFloat4(v) : w ? decodeFloat8(w) : undefined,
			values: j ? (JSON.parse(j.toString("utf8", 1)) as unknown[]) : undefined,
			arrivedMs: arrivedAt ? decodeTime(arrivedAt) : Number.NaN,
			offsetMs: offset ? offset.readFloatBE() : Number.NaN,
		}),
	);
	for await (const bytes of stream) rows.push(bytes as Buffer);
	return chunks;
}

/** Visits chunks in order, and lets other work of this process run in between. */
export async function inSlices(
	chunks: readonly HourChunk[],
	visit: (chunk: HourChunk) => void,
): Promise<void> {
	let samples = 0;
	for (const chunk of chunks) {
		visit(chunk);
		samples += chunk.dt.length;
		if (samples < HISTORY.upkeepSlice) continue;
		samples = 0;
		await setImmediate();
	}
}

/** The highest place in the order of writing. */
export function newestSeq(chunks: readonly HourChunk[]): number {
	return chunks.reduce((newest, { seq }) => Math.max(newest, seq), 0);
}
