import type pg from "pg";
import type { DatabaseLogger } from "../../../infrastructure/database/database.ts";
import { timestamp } from "../chunk-query.ts";
import { HISTORY } from "../history-limits.ts";

const DAY_MS = 86_400_000;
const PARTITION = /^sensor_attribute_chunks_p(\d{4})(\d{2})(\d{2})$/;

/** How long samples are kept, in days; 0 keeps them for ever. */
export interface RetentionDays {
	/** Of waveforms: numeric series of `HISTORY.waveformHz` and more. */
	waveform: number;
	/** Of everything else. */
	scalar: number;
	/** Of summaries. */
	rollup: number;
}

/**
 * Decides what has expired, by whole UTC days.
 *
 * 1. A day whose samples have all expired goes with its partition at once.
 * 2. Of other days the expired hours of series are marked, and deleted one by one as hours are looked after.
 * 3. Samples of which a closed hour is not summarised yet stay until it is, so that no summary is lost.
 * 4. Summaries have a time of their own; an hour is forgotten when it has neither samples nor summaries.
 * 5. What explains gaps stays as long as anything that may have them.
 */
export async function expire(
	pool: pg.Pool,
	days: RetentionDays,
	nowMs: number,
	logger: DatabaseLogger,
): Promise<void> {
	const waveform = cutoff(days.waveform, nowMs);
	const scalar = cutoff(days.scalar, nowMs);
	if (waveform !== undefined) await expireClass(pool, true, waveform);
	if (scalar !== undefined) await expireClass(pool, false, scalar);
	if (waveform !== undefined || scalar !== undefined) await dropPartitions(pool, logger);
	const rollup = cutoff(days.rollup, nowMs);
	if (rollup !== undefined) await expireRollups(pool, rollup);
	if (waveform !== undefined && scalar !== undefined && rollup !== undefined)
		await expireReasons(pool, Math.min(waveform, scalar, rollup));
}

async function expireReasons(pool: pg.Pool, before: number): Promise<void> {
	await pool.query("delete from sensor_pauses where resumed_at < $1::timestamptz", [timestamp(before)]);
	await pool.query("delete from server_runs where alive_at < $1::timestamptz", [timestamp(before)]);
}

/** Samples before this time (ms) have expired; `undefined` when they never do. */
function cutoff(days: number, nowMs: number): number | undefined {
	return days > 0 ? (Math.floor(nowMs / DAY_MS) - days) * DAY_MS : undefined;
}

async function expireClass(pool: pg.Pool, isWaveform: boolean, before: number): Promise<void> {
	await pool.query(
		`update history_hours h set expired_at = now(), dirty = true from sensor_attributes a
		where a.series_id = h.series_id and h.hour < $1::timestamptz and h.expired_at is null
			and (not h.dirty or a.value_kind = 'jsonb')
			and (a.value_kind <> 'jsonb' and coalesce(a.sampling_rate_hz, 0) >= $2) = $3`,
		[timestamp(before), HISTORY.waveformHz, isWaveform],
	);
}

/** Drops the partitions of days of which every hour has expired. Each hour with samples has a mark. */
async function dropPartitions(pool: pg.Pool, logger: DatabaseLogger): Promise<void> {
	const { rows } = await pool.query<{ name: string }>(
		`select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
		where i.inhparent = 'sensor_attribute_chunks'::regclass order by 1`,
	);
	for (const { name } of rows) {
		const [, year, month, day] = PARTITION.exec(name) ?? [];
		if (year === undefined) continue;
		const range = [`${year}-${month}-${day}`];
		const kept = `select from history_hours where hour >= $1::date and hour < $1::date + 1 and expired_at is null limit 1`;
		const known = await pool.query(
			"select from history_hours where hour >= $1::date and hour < $1::date + 1 limit 1",
			range,
		);
		if (known.rowCount === 0 || (await pool.query(kept, range)).rowCount !== 0) continue;
		await inTransaction(pool, async (client) => {
			// Readers that hold it make this wait; it is tried again at the next look.
			await client.query("set local lock_timeout = '2s'");
			await client.query("lock table sensor_attribute_chunks in access exclusive mode");
			if ((await client.query(kept, range)).rowCount !== 0) return;
			await client.query(`drop table ${name}`);
			await client.query(
				"update history_hours set dirty = false where hour >= $1::date and hour < $1::date + 1",
				range,
			);
			logger.info({ partition: name }, "a day of samples has expired");
		});
	}
}

async function expireRollups(pool: pg.Pool, before: number): Promise<void> {
	await pool.query("delete from sensor_attribute_rollups where t0 < $1::timestamptz", [timestamp(before)]);
	await pool.query(
		"delete from history_hours where hour < $1::timestamptz and expired_at is not null and not dirty",
		[timestamp(before)],
	);
	await pool.query("update history_hours set levels = '{}' where hour < $1::timestamptz and levels <> '{}'", [
		timestamp(before),
	]);
}

async function inTransaction(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
	const client = await pool.connect();
	let failure: Error | undefined;
	try {
		await client.query("begin");
		await work(client);
		await client.query("commit");
	} catch (error) {
		failure = error as Error;
		throw error;
	} finally {
		client.release(failure);
	}
}
