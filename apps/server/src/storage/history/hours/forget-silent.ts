import type pg from "pg";
import { HISTORY } from "../history-limits.ts";

const DAY_MS = 86_400_000;

/**
 * Forgets writers that ended, device sessions nobody resumes, spill files long gone, and what was learned about sensors
 * that send no more.
 *
 * What exactly-once rests on is lost with the first three: a batch or a file that comes back later still is stored once
 * more. A sensor of which nothing is known any more is learned anew.
 */
export async function forgetSilent(pool: pg.Pool, nowMs: number): Promise<void> {
	const { learned, sessions, spills, writers } = HISTORY.silentDays;
	for (const [table, days] of [
		["history_writers", writers],
		["ingest_sessions", sessions],
		["history_spills", spills],
		["bio_states", learned],
	] as const)
		await pool.query(`delete from ${table} where updated_at < $1::timestamptz`, [
			new Date(nowMs - days * DAY_MS).toISOString(),
		]);
}
