import { finished } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { claimFlush } from "./claim-flush.ts";
import { CHUNK_COLUMNS, COPY_HEADER, COPY_TRAILER, setSeriesId } from "./copy-encoder.ts";
import { type DescribedSensors, describeSensors, emptyDescription, storable } from "./describe-sensors.ts";
import type { Flush, SealedRow } from "./flush.ts";
import { HISTORY } from "./history-limits.ts";
import { markHours } from "./hour-marks.ts";
import type { SensorHandle } from "./sensor-handle.ts";
import type { SeriesHandle } from "./series-handle.ts";
import { storePresence } from "./store-presence.ts";

/** Who writes: one row of `history_writers`. */
export interface FlushTarget {
	writerId: string;
	shard: number;
}

export interface FlushContext extends FlushTarget {
	/** Sensors whose description is not stored. */
	descriptions: Iterable<SensorHandle>;
	newId: () => string;
	nowMs: number;
	/** Writes row by row, to find those the database refuses. */
	isolate: boolean;
}

/** What a committed flush did. */
export interface Applied {
	described: DescribedSensors;
	/** Rows the database refused for good. */
	lost: SealedRow[];
	/** Sensors whose `last_seen_at` was refreshed. */
	seen: SensorHandle[];
	/** Series whose hour (ms) is marked as having new samples. */
	marked: Map<SeriesHandle, number>;
	/** Whether the rows had been stored by an earlier flush of another name. */
	isRepeat: boolean;
}

/**
 * Writes one flush in one transaction, exactly once.
 *
 * The transaction first claims the flush, see {@link claimFlush}. When the answer to an earlier commit was lost the
 * claim fails, and the samples are not written twice.
 * @returns `undefined` when an earlier attempt had committed
 */
export async function applyFlush(
	client: pg.ClientBase,
	flush: Flush,
	context: FlushContext,
): Promise<Applied | undefined> {
	await client.query(
		"begin; set local lock_timeout = '5s'; set local idle_in_transaction_session_timeout = '20s'",
	);
	const claim = await claimFlush(client, flush, context);
	if (claim === "stale") {
		await client.query("rollback");
		return undefined;
	}
	if (claim === "empty") {
		await client.query("commit");
		return { described: emptyDescription(), lost: [], seen: [], marked: new Map(), isRepeat: true };
	}
	const described = await describeSensors(
		client,
		sensorsToDescribe(flush, context.descriptions),
		context.newId,
	);
	const rowIdOf = (sensor: SensorHandle) => described.rowIds.get(sensor) ?? sensor.rowId!;
	const seriesIdOf = ({ series }: SealedRow) =>
		described.seriesIds.get(series.sensor)?.get(series.descriptor.attributeId) ?? series.seriesId;
	const lost = context.isolate ? await copyEach(client, flush.rows, seriesIdOf) : [];
	if (!context.isolate && flush.rows.length > 0) await copy(client, flush.rows, seriesIdOf);
	const marked = await markHours(client, flush.rows, seriesIdOf, context.nowMs);
	await storeSessions(client, flush, rowIdOf);
	await storePresence(client, flush.presence, rowIdOf, context.newId);
	const seen = await storeLastSeen(client, flush, context.nowMs, rowIdOf);
	await client.query("commit");
	return { described, lost, seen, marked, isRepeat: false };
}

function sensorsToDescribe(flush: Flush, dirty: Iterable<SensorHandle>): SensorHandle[] {
	const sensors = new Set(dirty);
	for (const { series } of flush.rows) if (series.seriesId === 0) sensors.add(series.sensor);
	for (const { sensor } of [...flush.barriers, ...flush.presence, ...(flush.spilled?.group.sessions ?? [])])
		if (sensor && sensor.rowId === undefined) sensors.add(sensor);
	return [...sensors];
}

async function copy(
	client: pg.ClientBase,
	rows: readonly SealedRow[],
	seriesIdOf: (row: SealedRow) => number,
): Promise<void> {
	const payload = Buffer.concat([COPY_HEADER, ...rows.map((row) => row.bytes), COPY_TRAILER]);
	let at = COPY_HEADER.length;
	for (const row of rows) {
		setSeriesId(payload, at, seriesIdOf(row));
		at += row.bytes.length;
	}
	const stream = client.query(
		copyFrom(`copy sensor_attribute_chunks (${CHUNK_COLUMNS}) from stdin (format binary)`),
	);
	const done = finished(stream);
	stream.end(payload);
	await done;
}

/** Copies every row under a savepoint; returns those the database refuses because of what they hold. */
async function copyEach(
	client: pg.ClientBase,
	rows: readonly SealedRow[],
	seriesIdOf: (row: SealedRow) => number,
): Promise<SealedRow[]> {
	const lost: SealedRow[] = [];
	for (const row of rows) {
		await client.query("savepoint one_row");
		try {
			await copy(client, [row], seriesIdOf);
		} catch (error) {
			if (!isRefusal(error)) throw error;
			await client.query("rollback to savepoint one_row");
			lost.push(row);
		}
	}
	return lost;
}

/** Tells whether the database will refuse the same data every time: bad values (22), constraints (23), limits (54). */
export function isRefusal(error: unknown): boolean {
	const code = (error as { code?: unknown } | null)?.code;
	return typeof code === "string" && /^(22|23|54)...$/.test(code);
}

/** Rows refused for good count as dealt with: their device could only send them again in vain. */
async function storeSessions(
	client: pg.ClientBase,
	flush: Flush,
	rowIdOf: (sensor: SensorHandle) => string,
): Promise<void> {
	const last = new Map<string, { rowId: string; session: string; seq: number }>();
	for (const { sensor, session, seq } of flush.spilled?.group.sessions ?? flush.barriers) {
		if (!sensor || session === undefined || seq === undefined) continue;
		const rowId = rowIdOf(sensor);
		const known = last.get(`${rowId} ${session}`);
		if (!known || known.seq < seq)
			last.set(`${rowId} ${session}`, { rowId, session: storable(session), seq });
	}
	if (last.size === 0) return;
	const all = [...last.values()];
	await client.query(
		`insert into ingest_sessions as i (sensor_id, session, last_seq)
		select * from unnest($1::uuid[], $2::text[], $3::bigint[])
		on conflict (sensor_id, session) do update
			set last_seq = greatest(i.last_seq, excluded.last_seq), updated_at = now()`,
		[all.map((s) => s.rowId), all.map((s) => s.session), all.map((s) => s.seq)],
	);
}

async function storeLastSeen(
	client: pg.ClientBase,
	flush: Flush,
	nowMs: number,
	rowIdOf: (sensor: SensorHandle) => string,
): Promise<SensorHandle[]> {
	const sensors = new Set<SensorHandle>();
	for (const { series } of flush.rows)
		if (nowMs - series.sensor.lastSeenStoredAt >= HISTORY.lastSeenMs) sensors.add(series.sensor);
	const seen = [...sensors];
	if (seen.length > 0)
		await client.query(
			`update sensors set last_seen_at = greatest(last_seen_at, $2::timestamptz) where id = any($1::uuid[])`,
			[seen.map(rowIdOf), new Date(nowMs).toISOString()],
		);
	return seen;
}
