import { type HistoryGap, typeOfAttribute } from "@sensocto/protocol";
import type pg from "pg";
import type { GuardedAccess } from "../../infrastructure/database/database.ts";
import { newestOffset } from "./chunk-query.ts";
import { explainGaps } from "./gap-reasons.ts";
import { HISTORY } from "./history-limits.ts";
import type { RunResult } from "./range-sink.ts";
import { readAbsences } from "./read-absences.ts";
import { readRange } from "./read-range.ts";
import { SERIES_COLUMNS, type StoredSeries } from "./stored-series.ts";

/** Digits a 32-bit float carries for sure. */
const FLOAT4_DIGITS = 7;

export interface HistoryQuery {
	sensorId: string;
	attributeId: string;
	/** In ms, inclusive. */
	fromMs: number;
	toMs: number;
	/** Most points of the answer; kept within 2 and `HISTORY.points`. */
	maxPoints: number;
}

/** Samples of one attribute over a range, as the REST interface answers. */
export interface HistoryAnswer {
	sensor_id: string;
	attribute_id: string;
	attribute_type: string;
	unit: string | null;
	/** Names of the numbers of each sample; empty for structured samples. */
	fields: string[];
	from: number;
	to: number;
	/** Samples in the range, before decimation. */
	samples: number;
	decimated: boolean;
	/** Time of the first point in ms; 0 when there is none. */
	t0: number;
	/** ms since `t0`, one per point. */
	dt: number[];
	/** Flattened by `fields`; null where a number is missing. */
	v: unknown[];
	/** Stretches without samples, each with the reason if it is known. */
	gaps: HistoryGap[];
	/** Server time minus device time in ms when the newest of the samples were stored; null while unknown. */
	clock_offset_ms: number | null;
	/**
	 * Set when memory answers, since the database is away or has nothing of the attribute yet: only what a running sensor
	 * sent in the last day.
	 */
	from_memory?: true;
}

/**
 * Reads history from chunk rows, and long ranges from the summaries of closed hours.
 *
 * Rows are decoded and decimated here as they stream in: unpacking them in SQL first costs several times as much.
 */
export class HistoryReader {
	readonly #database: { get(): GuardedAccess };

	constructor(database: { get(): GuardedAccess }) {
		this.#database = database;
	}

	/**
	 * The samples of a range in time order, each time once, decimated to `maxPoints`: scalars by minimum and maximum,
	 * vectors and structured samples by the last of each stretch.
	 * @returns `undefined` when no such attribute is stored
	 */
	async read(query: HistoryQuery): Promise<HistoryAnswer | undefined> {
		const series = await this.#find(query);
		if (!series) return undefined;
		const maxPoints = Math.min(Math.max(Math.floor(query.maxPoints), 2), HISTORY.points);
		const range = { from: query.fromMs, to: query.toMs, maxPoints };
		return this.#database.get().use(async (client) => {
			const offset = await newestOffset(client, series.series_id, range.from, range.to);
			const run = await readRange(client, series, range);
			const gaps = await explained(client, series, run.gaps, offset);
			return answer(query, series, { ...run, gaps }, offset);
		});
	}

	async #find({ sensorId, attributeId }: HistoryQuery): Promise<StoredSeries | undefined> {
		return this.#database
			.get()
			.kysely.selectFrom("sensor_attributes as a")
			.innerJoin("sensors as s", "s.id", "a.sensor_id")
			.select(SERIES_COLUMNS)
			.where("s.external_id", "=", sensorId)
			.where("a.attribute_id", "=", attributeId)
			.executeTakeFirst();
	}
}

/** Where the device's clock is unknown it is taken for right. */
async function explained(
	client: pg.ClientBase,
	{ series_id }: StoredSeries,
	gaps: HistoryGap[],
	clockOffsetMs: number | null,
): Promise<HistoryGap[]> {
	const [first, last] = [gaps[0], gaps.at(-1)];
	if (first === undefined || last === undefined) return gaps;
	const offset = clockOffsetMs ?? 0;
	const absences = await readAbsences(client, series_id, first.from + offset, last.to + offset);
	return explainGaps(gaps, absences, offset);
}

function answer(
	query: HistoryQuery,
	series: StoredSeries,
	{ samples, gaps, points }: RunResult,
	clockOffsetMs: number | null,
): HistoryAnswer {
	const { t, v, decimated } = points;
	const t0 = t[0] ?? 0;
	return {
		sensor_id: query.sensorId,
		attribute_id: query.attributeId,
		attribute_type: series.attribute_type,
		unit: series.unit,
		fields: fieldNames(series),
		from: query.fromMs,
		to: query.toMs,
		samples,
		decimated,
		t0,
		dt: t.map((time) => time - t0),
		v: series.value_kind === "jsonb" ? v : v.map((value) => readable(value as number, series.value_kind)),
		gaps,
		clock_offset_ms: clockOffsetMs,
	};
}

function fieldNames(series: StoredSeries): string[] {
	const { stride, value_kind } = series;
	if (value_kind === "jsonb") return [];
	const { fields } = typeOfAttribute(series);
	return Array.from({ length: stride }, (_, index) => fields[index]?.name ?? `value_${index}`);
}

function readable(value: number, kind: StoredSeries["value_kind"]): number | null {
	if (!Number.isFinite(value)) return null;
	return kind === "float4" ? Number(value.toPrecision(FLOAT4_DIGITS)) : value;
}
