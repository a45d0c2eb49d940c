import type pg from "pg";
import { timestamp } from "./chunk-query.ts";
import { type Absences, between, type Stretch } from "./gap-reasons.ts";
import { HISTORY, HOUR_MS } from "./history-limits.ts";

interface AbsenceRow {
	kind: "connection" | "pause" | "run";
	/** In ms. */
	from: number;
	/** In ms; null while it goes on. */
	to: number | null;
}

/**
 * What is stored about why samples of a series may be missing in a range of server time (ms), and around it.
 *
 * Of each kind no more than `HISTORY.absences` stretches, the earliest.
 */
export async function readAbsences(
	client: pg.ClientBase,
	seriesId: number,
	fromMs: number,
	toMs: number,
): Promise<Absences> {
	// The sign of life before a gap may be older than the gap.
	const around = [seriesId, timestamp(fromMs - HOUR_MS), timestamp(toMs + HOUR_MS), HISTORY.absences];
	const sensor = "sensor_id = (select sensor_id from sensor_attributes where series_id = $1)";
	const select = (kind: AbsenceRow["kind"], table: string, from: string, to: string, where = "true") => `(
		select '${kind}' as kind, (extract(epoch from ${from}) * 1000)::float8 as "from",
			(extract(epoch from ${to}) * 1000)::float8 as "to"
		from ${table} where ${where} and ${from} <= $3::timestamptz and (${to} >= $2::timestamptz or ${to} is null)
		order by ${from} limit $4)`;
	const { rows } = await client.query<AbsenceRow>(
		[
			select("connection", "sensor_connections", "connected_at", "disconnected_at", sensor),
			select("pause", "sensor_pauses", "paused_at", "resumed_at", sensor),
			select("run", "server_runs", "started_at", "alive_at"),
		].join(" union all "),
		around,
	);
	const of = (kind: AbsenceRow["kind"]): Stretch[] =>
		rows
			.filter((row) => row.kind === kind)
			.map(({ from, to }) => ({ from, to: to ?? Number.POSITIVE_INFINITY }))
			.sort((a, b) => a.from - b.from);
	return { down: between(of("run")), offline: between(of("connection")), paused: of("pause") };
}
