import type pg from "pg";
import { timestamp } from "../chunk-query.ts";
import { HOUR_MS } from "../history-limits.ts";
import { eachRollup, type StoredRollup } from "./rollup-store.ts";
import { LEVELS } from "./summarise-hour.ts";

/** A part of a range: whole windows of an hour's summaries, or a stretch whose samples are read. In ms, inclusive. */
export type RangePart = { from: number; to: number; rollup?: StoredRollup };

/** Fewer hours than this are read from their samples: asking for summaries would cost as much. */
const FEWEST_MS = HOUR_MS;

interface Hour {
	hour: number;
	levels: number[];
	isExpired: boolean;
}

/**
 * Divides a range into parts to be read from summaries and parts to be read from samples, in order of time.
 *
 * 1. An hour is read from summaries when nothing has come since they were written, its windows being no longer than
 *    `bucketMs`, so that each stretch of the answer has one; when its samples have expired, also from longer ones.
 * 2. Where a range begins or ends within a window, its samples are read.
 * @returns `undefined` when everything is to be read from samples
 */
export async function divideRange(
	client: pg.ClientBase,
	seriesId: number,
	range: { from: number; to: number; bucketMs: number },
): Promise<RangePart[] | undefined> {
	const hours = await findHours(client, seriesId, range);
	const chosen = new Map<number, number>();
	for (const hour of hours) {
		const level = chooseLevel(hour, range);
		if (level !== undefined) chosen.set(hour.hour, level);
	}
	if (chosen.size === 0) return undefined;
	const rollups = await fetch(client, seriesId, chosen);
	const expired = new Set(hours.filter(({ isExpired }) => isExpired).map(({ hour }) => hour));
	for (const rollup of rollups) rollup.isExpired = expired.has(rollup.t0);
	return toParts(range, rollups);
}

async function findHours(
	client: pg.ClientBase,
	seriesId: number,
	{ from, to, bucketMs }: { from: number; to: number; bucketMs: number },
): Promise<Hour[]> {
	const isLong = to - from >= FEWEST_MS && bucketMs >= LEVELS[0] * 1_000;
	const { rows } = await client.query<{ hour: Date; levels: number[]; expired: boolean }>(
		`select hour, levels, expired_at is not null as expired from history_hours
		where series_id = $1 and hour >= $2::timestamptz and hour <= $3::timestamptz and levels <> '{}'
			and (expired_at is not null or ($4 and not dirty)) order by hour`,
		[seriesId, timestamp(Math.floor(from / HOUR_MS) * HOUR_MS), timestamp(to), isLong],
	);
	return rows.map(({ hour, levels, expired }) => ({ hour: hour.getTime(), levels, isExpired: expired }));
}

function chooseLevel(
	{ hour, levels, isExpired }: Hour,
	{ from, to, bucketMs }: { from: number; to: number; bucketMs: number },
): number | undefined {
	const isWhole = hour >= from && hour + HOUR_MS - 1 <= to;
	const longest = Math.min(bucketMs, isWhole ? HOUR_MS : HOUR_MS - 1);
	const fitting = levels.filter((level) => level * 1_000 <= longest);
	if (fitting.length > 0) return Math.max(...fitting);
	return isExpired ? Math.min(...levels) : undefined;
}

async function fetch(
	client: pg.ClientBase,
	seriesId: number,
	chosen: ReadonlyMap<number, number>,
): Promise<StoredRollup[]> {
	const rollups: StoredRollup[] = [];
	for (const level of LEVELS) {
		const hours = [...chosen].filter(([, of]) => of === level).map(([hour]) => hour);
		if (hours.length === 0) continue;
		await eachRollup(client, seriesId, level, hours[0]!, hours.at(-1)!, (rollup) => {
			if (chosen.get(rollup.t0) === level) rollups.push(rollup);
		});
	}
	return rollups.sort((a, b) => a.t0 - b.t0);
}

function toParts({ from, to }: { from: number; to: number }, rollups: readonly StoredRollup[]): RangePart[] {
	const parts: RangePart[] = [];
	let at = from;
	for (const rollup of rollups) {
		const windowMs = rollup.level * 1_000;
		const begin = rollup.t0 + Math.max(0, Math.ceil((from - rollup.t0) / windowMs) * windowMs);
		const end = rollup.t0 + Math.min(HOUR_MS, Math.floor((to + 1 - rollup.t0) / windowMs) * windowMs) - 1;
		if (end <= begin) continue;
		if (at < begin) parts.push({ from: at, to: begin - 1 });
		parts.push({ from: begin, to: end, rollup });
		at = end + 1;
	}
	if (at <= to) parts.push({ from: at, to });
	return parts;
}
