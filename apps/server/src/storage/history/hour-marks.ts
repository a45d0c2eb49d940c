import type pg from "pg";
import type { SealedRow } from "./flush.ts";
import { HOUR_MS } from "./history-limits.ts";
import type { SeriesHandle } from "./series-handle.ts";

/**
 * Marks the hours of series that get samples, so that they are merged and summarised, in the transaction that stores
 * the samples.
 *
 * An hour that goes on is marked once by this process, one that is over each time: whoever works on it holds the
 * mark's row meanwhile, so samples that come late either are seen or leave the mark set.
 * @returns the hour marked for each series, to be remembered once the transaction has committed
 */
export async function markHours(
	client: pg.ClientBase,
	rows: readonly SealedRow[],
	seriesIdOf: (row: SealedRow) => number,
	nowMs: number,
): Promise<Map<SeriesHandle, number>> {
	const current = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
	const marks = new Map<string, { id: number; hour: number }>();
	const marked = new Map<SeriesHandle, number>();
	for (const row of rows) {
		const hour = Math.floor(row.t0 / HOUR_MS) * HOUR_MS;
		if (row.series.markedHour === hour && hour >= current) continue;
		const id = seriesIdOf(row);
		marks.set(`${id} ${hour}`, { id, hour });
		marked.set(row.series, hour);
	}
	if (marks.size === 0) return marked;
	const all = [...marks.values()].sort((a, b) => a.id - b.id || a.hour - b.hour);
	await client.query(
		`insert into history_hours as h (series_id, hour, dirty)
		select id, hour, true from unnest($1::int[], $2::timestamptz[]) as n (id, hour)
		on conflict (series_id, hour) do update set dirty = true where not h.dirty`,
		[all.map(({ id }) => id), all.map(({ hour }) => new Date(hour).toISOString())],
	);
	return marked;
}
