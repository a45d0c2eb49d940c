import type pg from "pg";
import { timestamp } from "../chunk-query.ts";
import { encodeJsonRow, encodeNumericRow, setSeriesId, toJsonbText, withSeq } from "../copy-encoder.ts";
import { HOUR_MS } from "../history-limits.ts";
import { type HourChunk, readCrossing } from "./hour-chunks.ts";
import { storeChunks } from "./store-chunks.ts";

/**
 * Cuts chunks that reach from the hour before into this one, or from this one into the next, at the hour.
 *
 * Chunks are written within their hour; ones of earlier versions may not be. Each piece keeps its chunk's place in the
 * order of writing, so that the same samples win as before, and its arrival. The hours that a piece comes to, or that
 * lose one, are marked to be looked after.
 */
export async function splitChunks(client: pg.ClientBase, seriesId: number, hour: number): Promise<void> {
	const crossing = await readCrossing(client, seriesId, hour);
	if (crossing.length === 0) return;
	const rows: Buffer[] = [];
	const hours = new Set<number>();
	for (const chunk of crossing) {
		await client.query(
			"delete from sensor_attribute_chunks where series_id = $1 and t0 = $2::timestamptz and seq = $3",
			[seriesId, timestamp(chunk.t0), chunk.seq],
		);
		for (const [from, to] of piecesOf(chunk)) {
			const row = withSeq(encodePiece(chunk, from, to), chunk.seq);
			setSeriesId(row, 0, seriesId);
			rows.push(row);
			hours.add(hourOf(chunk, from));
		}
	}
	await storeChunks(client, rows);
	await client.query(
		`insert into history_hours as h (series_id, hour, dirty)
		select $1, hour, true from unnest($2::timestamptz[]) as n (hour)
		on conflict (series_id, hour) do update set dirty = true where not h.dirty`,
		[seriesId, [...hours].sort((a, b) => a - b).map(timestamp)],
	);
}

function hourOf({ dt, t0 }: HourChunk, index: number): number {
	return Math.floor((t0 + dt[index]!) / HOUR_MS) * HOUR_MS;
}

/** The samples of each hour: index of the first, and of the one after the last. */
function piecesOf(chunk: HourChunk): [from: number, to: number][] {
	const pieces: [number, number][] = [];
	let from = 0;
	for (let to = 1; to <= chunk.dt.length; to += 1) {
		if (to < chunk.dt.length && hourOf(chunk, to) === hourOf(chunk, from)) continue;
		pieces.push([from, to]);
		from = to;
	}
	return pieces;
}

function encodePiece(chunk: HourChunk, from: number, to: number): Buffer {
	const { kind, numbers, values } = chunk;
	const t0 = chunk.t0 + chunk.dt[from]!;
	const dt = chunk.dt.slice(from, to).map((ms) => ms + chunk.t0 - t0);
	if (kind === "json") {
		const texts = (values ?? []).slice(from, to).map(toJsonbText);
		return encodeJsonRow(t0, dt, dt.length, texts, chunk);
	}
	const stride = numbers!.length / chunk.dt.length;
	const piece = numbers!.slice(from * stride, to * stride);
	return encodeNumericRow(t0, dt, dt.length, piece, stride, kind, chunk);
}
