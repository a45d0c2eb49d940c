import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { decodeFloat8, decodeInt4, decodeTime } from "../binary-arrays.ts";
import { timestamp } from "../chunk-query.ts";
import { CopyRowReader } from "../copy-row-reader.ts";
import type { Rollup } from "./rollup.ts";

/** A rollup as it comes from the database. */
export interface StoredRollup {
	level: number;
	/** Beginning of the hour, in ms. */
	t0: number;
	/** Whether the samples are gone. */
	isExpired: boolean;
	stride: number;
	at: Int32Array;
	n: Int32Array;
	firstMs: Int32Array;
	lastMs: Int32Array;
	loMs: Int32Array;
	hiMs: Int32Array;
	lo: Float64Array;
	hi: Float64Array;
	last: Float64Array;
	gapFrom: Int32Array;
	gapTo: Int32Array;
}

/** Replaces all summaries of an hour of a series by these. */
export async function storeRollups(
	client: pg.ClientBase,
	seriesId: number,
	hour: number,
	rollups: readonly Rollup[],
): Promise<void> {
	await client.query("delete from sensor_attribute_rollups where series_id = $1 and t0 = $2::timestamptz", [
		seriesId,
		timestamp(hour),
	]);
	for (const r of rollups)
		await client.query(
			`insert into sensor_attribute_rollups (series_id, level, t0, stride, at, n, first_ms, last_ms, count, lo_ms,
				hi_ms, lo, hi, mean, first, last, gap_from, gap_to)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
			[
				...[seriesId, r.level, timestamp(r.t0), r.stride],
				...[r.at, r.n, r.firstMs, r.lastMs, r.count, r.loMs, r.hiMs].map(arrayText),
				...[r.lo, r.hi, r.mean, r.first, r.last, r.gapFrom, r.gapTo].map(arrayText),
			],
		);
}

/** Hands over the summaries of one level, in order of time; `fromMs` and `toMs` are beginnings of hours. */
export async function eachRollup(
	client: pg.ClientBase,
	seriesId: number,
	level: number,
	fromMs: number,
	toMs: number,
	visit: (rollup: StoredRollup) => void,
): Promise<void> {
	const stream = client.query(
		copyTo(`copy (
			select t0, stride, at, n, first_ms, last_ms, lo_ms, hi_ms, lo, hi, last, gap_from, gap_to
			from sensor_attribute_rollups
			where series_id = ${Math.trunc(seriesId)} and level = ${Math.trunc(level)}
				and t0 >= '${timestamp(fromMs)}' and t0 <= '${timestamp(toMs)}' order by t0) to stdout (format binary)`),
	);
	const rows = new CopyRowReader((columns) => visit(decode(level, columns)));
	for await (const bytes of stream) rows.push(bytes as Buffer);
}

function decode(level: number, columns: readonly (Buffer | null)[]): StoredRollup {
	const int4 = (column: number) => decodeInt4(columns[column]!);
	const float8 = (column: number) => decodeFloat8(columns[column]!);
	return {
		...{ level, t0: decodeTime(columns[0]!), isExpired: false, stride: columns[1]!.readInt32BE() },
		...{ at: int4(2), n: int4(3), firstMs: int4(4), lastMs: int4(5), loMs: int4(6), hiMs: int4(7) },
		...{ lo: float8(8), hi: float8(9), last: float8(10), gapFrom: int4(11), gapTo: int4(12) },
	};
}

/** Numbers are written with as many digits as it takes to read the same number again. */
function arrayText(values: readonly number[]): string {
	return `{${values.join(",")}}`;
}
