import type pg from "pg";
import { timestamp } from "../chunk-query.ts";
import { setSeriesId } from "../copy-encoder.ts";
import { SERIES_COLUMNS, type StoredSeries } from "../stored-series.ts";
import { type HourChunk, newestSeq, readHour } from "./hour-chunks.ts";
import { mergeChunks } from "./merge-chunks.ts";
import { storeRollups } from "./rollup-store.ts";
import { splitChunks } from "./split-chunks.ts";
import { storeChunks } from "./store-chunks.ts";
import { summariseHour } from "./summarise-hour.ts";

/** One hour of one series. */
export interface SeriesHour {
	seriesId: number;
	/** Its beginning, in ms. */
	hour: number;
}

/** What was done with an hour. */
export interface ProcessedHour {
	/** Chunks before and after. */
	chunks: number;
	left: number;
}

/**
 * Merges the chunks of a closed hour and writes its summaries, in one transaction.
 *
 * 1. It sees the hour at one moment (repeatable read) and holds its mark: what is stored later sets the mark again, or
 *    makes this transaction fail.
 * 2. Doing it again changes nothing.
 * 3. A chunk that crosses the hour is cut there first, so that an hour is whole by itself.
 * 4. An hour that has expired loses its samples and keeps its summaries; what comes late for it is deleted too.
 * @returns `undefined` when the hour is not marked, or somebody else works on it
 */
export async function processHour(
	client: pg.ClientBase,
	target: SeriesHour,
): Promise<ProcessedHour | undefined> {
	await client.query(
		"begin isolation level repeatable read; set local lock_timeout = '1s'; set local idle_in_transaction_session_timeout = '20s'",
	);
	try {
		const done = await inTransaction(client, target);
		await client.query("commit");
		return done;
	} catch (error) {
		await client.query("rollback");
		throw error;
	}
}

async function inTransaction(
	client: pg.ClientBase,
	{ seriesId, hour }: SeriesHour,
): Promise<ProcessedHour | undefined> {
	const key = [seriesId, timestamp(hour)];
	const { rows } = await client.query<{ expired: boolean }>(
		`select expired_at is not null as expired from history_hours
		where series_id = $1 and hour = $2::timestamptz and dirty for update skip locked`,
		key,
	);
	const [mark] = rows;
	if (!mark) return undefined;
	await splitChunks(client, seriesId, hour);
	if (mark.expired) {
		await client.query(
			`delete from sensor_attribute_chunks
			where series_id = $1 and t0 >= $2::timestamptz and t0 < $2::timestamptz + interval '1 hour'`,
			key,
		);
		await client.query(
			"update history_hours set dirty = false where series_id = $1 and hour = $2::timestamptz",
			key,
		);
		return { chunks: 0, left: 0 };
	}
	const series = await findSeries(client, seriesId);
	const chunks = await readHour(client, seriesId, hour);
	const merged = await mergeChunks(chunks);
	if (merged) await replaceChunks(client, seriesId, hour, chunks, merged.rows);
	const isNumeric = series !== undefined && series.value_kind !== "jsonb";
	const rollups = isNumeric ? await summariseHour(series, hour, chunks) : [];
	await storeRollups(client, seriesId, hour, rollups);
	await client.query(
		`update history_hours set dirty = false, levels = $3, span_ms = $4
		where series_id = $1 and hour = $2::timestamptz`,
		[...key, rollups.map(({ level }) => level), merged?.spanMs ?? spanOf(chunks)],
	);
	return { chunks: chunks.length, left: merged?.rows.length ?? chunks.length };
}

async function findSeries(client: pg.ClientBase, seriesId: number): Promise<StoredSeries | undefined> {
	const { rows } = await client.query<StoredSeries>(
		`select ${SERIES_COLUMNS.join(", ")} from sensor_attributes where series_id = $1`,
		[seriesId],
	);
	return rows[0];
}

async function replaceChunks(
	client: pg.ClientBase,
	seriesId: number,
	hour: number,
	chunks: readonly HourChunk[],
	rows: readonly Buffer[],
): Promise<void> {
	await client.query(
		`delete from sensor_attribute_chunks
		where series_id = $1 and t0 >= $2::timestamptz and t0 < $2::timestamptz + interval '1 hour'
			and seq <= $3`,
		[seriesId, timestamp(hour), newestSeq(chunks)],
	);
	for (const row of rows) setSeriesId(row, 0, seriesId);
	await storeChunks(client, rows);
}

function spanOf(chunks: readonly HourChunk[]): number {
	return chunks.reduce((most, { dt }) => Math.max(most, dt.at(-1) ?? 0), 0);
}
