import {
	isAttributeId,
	isTimestamp,
	type Measurement,
	type MeasurementColumns,
	type SampleColumn,
} from "@sensocto/protocol";

/** From so many samples of an attribute on, columns are shorter than rows. */
const WORTHWHILE = 2;

/** A batch in two parts that together are all of it. */
export interface ColumnBatch {
	columns: MeasurementColumns;
	/** What is more than plain numbers; attributes are in one of the parts whole, so that each keeps its order. */
	rows: Measurement[];
}

/**
 * Puts the samples of a batch into columns, as far as they are plain numbers.
 *
 * Undefined when that saves nothing: no attribute has two of them. Times are cut to whole milliseconds, as the server
 * cuts those of rows.
 */
export function columnBatch(batch: readonly Measurement[]): ColumnBatch | undefined {
	const plain = new Map<string, Measurement[]>();
	let isWorthwhile = false;
	for (const [id, samples] of Map.groupBy(batch, (measurement) => measurement.attribute_id)) {
		if (!isAttributeId(id) || !samples.every(isPlain)) continue;
		plain.set(id, samples);
		isWorthwhile ||= samples.length >= WORTHWHILE;
	}
	if (!isWorthwhile) return undefined;
	let t0 = Number.POSITIVE_INFINITY;
	for (const samples of plain.values()) {
		for (const { timestamp } of samples) t0 = Math.min(t0, Math.trunc(timestamp));
	}
	const columns: Record<string, SampleColumn> = {};
	for (const [id, samples] of plain) columns[id] = column(samples, t0);
	const rows = batch.filter((measurement) => !plain.has(measurement.attribute_id));
	return { columns: { t0, columns }, rows };
}

/** Whether a sample is no more than a number, and one that columns may hold: the server is to judge all others. */
function isPlain({ event, payload, timestamp }: Measurement): boolean {
	return event === undefined && Number.isFinite(payload) && isTimestamp(timestamp);
}

/** Evenly spaced samples are told by their step alone. */
function column(samples: readonly Measurement[], t0: number): SampleColumn {
	const dt = samples.map(({ timestamp }) => Math.trunc(timestamp) - t0);
	const v = samples.map(({ payload }) => payload as number);
	const [from, second] = dt as [number, number?];
	const step = second === undefined ? 0 : second - from;
	const isEven = step >= 0 && dt.every((time, index) => time === from + index * step);
	if (!isEven) return { dt, v };
	return from === 0 ? { dt: step, v } : { dt: step, from, v };
}
