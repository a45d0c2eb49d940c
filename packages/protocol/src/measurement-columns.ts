import { isAttributeId } from "./ids.ts";
import { isRecord } from "./json.ts";
import { LIMITS } from "./limits.ts";
import { isTimestamp, type Measurement } from "./measurement.ts";

/** Samples of one attribute in the order they were taken: when, and what. */
export interface SampleColumn {
	/** Milliseconds since `t0` of each sample; or one number, the time from each sample to the next. */
	dt: readonly number[] | number;
	/** With one number as `dt`: milliseconds from `t0` to the first sample, 0 when absent. */
	from?: number;
	/** The values, finite numbers. */
	v: readonly number[];
}

/** Payload of `measurements_columns`: measurements that are plain numbers, by attribute. */
export interface MeasurementColumns {
	/** Device time all others count from, milliseconds since 1970. */
	t0: number;
	columns: Readonly<Record<string, SampleColumn>>;
}

/** Why columns are refused: a code of the error catalogue, and what its message and programs need. */
export interface ColumnsProblem {
	reason: "invalid_payload" | "invalid_batch" | "batch_too_large" | "too_many_attributes";
	details: Readonly<Record<string, unknown>>;
}

/** Tells whether {@link readMeasurementColumns} found a problem. */
export function isColumnsProblem(result: MeasurementColumns | ColumnsProblem): result is ColumnsProblem {
	// A payload may have any key besides its own.
	return !("columns" in result);
}

/** Device time in whole milliseconds of a column's sample. */
export function columnTime(t0: number, { dt, from = 0 }: SampleColumn, index: number): number {
	return Math.trunc(t0 + (typeof dt === "number" ? from + index * dt : dt[index]!));
}

/**
 * Attribute and time of the newest sample, as far as a device sends what it took last at the end of a column.
 *
 * Undefined when the columns are empty.
 */
export function newestInColumns({
	columns,
	t0,
}: MeasurementColumns): { attributeId: string; time: number } | undefined {
	let newest: { attributeId: string; time: number } | undefined;
	for (const attributeId of Object.keys(columns)) {
		const column = columns[attributeId]!;
		if (column.v.length === 0) continue;
		const time = columnTime(t0, column, column.v.length - 1);
		if (newest === undefined || time >= newest.time) newest = { attributeId, time };
	}
	return newest;
}

/** Writes one column as the measurements it stands for. */
export function columnMeasurements(t0: number, attributeId: string, column: SampleColumn): Measurement[] {
	return column.v.map((payload, index) => ({
		attribute_id: attributeId,
		payload,
		timestamp: columnTime(t0, column, index),
	}));
}

/**
 * Reads `measurements_columns`: all of it is valid, and the argument itself is returned, or it is refused whole.
 *
 * Refused are another shape and a column with more times than values or fewer (`invalid_payload`); values that are no
 * finite numbers, times before `t0` or after the year 9999 and impossible attribute ids (`invalid_batch`, with the
 * number of such samples); more samples than a batch, or more attributes than a sensor may have.
 */
export function readMeasurementColumns(value: unknown): MeasurementColumns | ColumnsProblem {
	if (!isRecord(value) || !isTimestamp(value.t0)) return misshapen("no time `t0` in milliseconds");
	const { columns, t0 } = value;
	if (!isRecord(columns)) return misshapen("no object `columns` by attribute");
	const ids = Object.keys(columns);
	if (ids.length > LIMITS.attributesPerSensor) {
		return { reason: "too_many_attributes", details: { count: ids.length } };
	}
	let count = 0;
	for (const id of ids) {
		const column = columns[id];
		const trouble = columnTrouble(column);
		if (trouble !== undefined) return misshapen(`${trouble} in ${isAttributeId(id) ? id : "a column"}`);
		count += (column as SampleColumn).v.length;
	}
	if (count > LIMITS.batchMeasurements) {
		return { reason: "batch_too_large", details: { failed_count: count, count } };
	}
	let failed = 0;
	for (const id of ids) {
		const column = columns[id] as SampleColumn;
		failed += isAttributeId(id) ? failures(t0, column) : Math.max(1, column.v.length);
	}
	if (failed > 0) return { reason: "invalid_batch", details: { failed_count: failed } };
	return value as unknown as MeasurementColumns;
}

function misshapen(received: string): ColumnsProblem {
	return { reason: "invalid_payload", details: { received } };
}

/** What is wrong with a column's shape; its samples are not looked at. */
function columnTrouble(column: unknown): string | undefined {
	if (!isRecord(column) || !Array.isArray(column.v)) return "no list `v` of values";
	const { dt, from, v } = column;
	if (Array.isArray(dt)) {
		if (from !== undefined) return "`from` beside a list of times";
		return dt.length === v.length ? undefined : `${dt.length} times for ${v.length} values`;
	}
	if (!isOffset(dt)) return "neither a list nor a step of at least 0 as `dt`";
	return from === undefined || isOffset(from) ? undefined : "a `from` that is no time since `t0`";
}

/** Samples of a column that are not valid. */
function failures(t0: number, column: SampleColumn): number {
	const { dt, v } = column;
	let failed = 0;
	for (let i = 0; i < v.length; i++) {
		const offset = typeof dt === "number" ? (column.from ?? 0) + i * dt : dt[i];
		if (!Number.isFinite(v[i]) || !isOffset(offset) || t0 + offset > LIMITS.timestampMs) failed++;
	}
	return failed;
}

function isOffset(value: unknown): value is number {
	return typeof value === "number" && value >= 0 && value <= LIMITS.timestampMs;
}
