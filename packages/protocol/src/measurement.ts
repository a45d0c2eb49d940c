import { isAttributeId } from "./ids.ts";
import { LIMITS } from "./limits.ts";
import { type PayloadProblem, payloadProblem } from "./payload-size.ts";

/** One value of one attribute at one instant of the device's clock. */
export interface Measurement {
	attribute_id: string;
	/** Any JSON value. */
	payload: unknown;
	/** Device time in whole milliseconds since 1970. */
	timestamp: number;
	/** What happened, for event attributes such as buttons: `press`, `release`. */
	event?: string;
}

/** Why a value is no measurement: a code of the error catalogue. */
export type MeasurementProblem =
	| "missing_fields"
	| "invalid_attribute_id"
	| "invalid_timestamp"
	| PayloadProblem;

/** Outcome of reading a batch; a batch is taken whole or not at all. */
export type BatchResult = { ok: Measurement[] } | { failedCount: number; reason: BatchProblem };

/** Why a batch is refused: a code of the error catalogue. */
export type BatchProblem = "invalid_batch" | "batch_too_large";

const INTEGER = /^[0-9]{1,15}$/;

/** Tells whether a value is a device time: a finite number of milliseconds from 1970 to the year 9999. */
export function isTimestamp(value: unknown): value is number {
	return typeof value === "number" && value >= 0 && value <= LIMITS.timestampMs;
}

/** Reads a device time: a number, cut to whole milliseconds, or an integer as text; undefined when it is neither. */
export function readTimestamp(value: unknown): number | undefined {
	const number = typeof value === "string" && INTEGER.test(value) ? Number(value) : value;
	return isTimestamp(number) ? Math.trunc(number) : undefined;
}

/**
 * Reads a measurement; the answer is a problem when it is a string.
 *
 * Allocates nothing for the usual form: the argument itself is returned, with whatever extra keys it has.
 */
export function readMeasurement(value: unknown): Measurement | MeasurementProblem {
	if (typeof value !== "object" || value === null) return "missing_fields";
	const { attribute_id, payload, timestamp, event } = value as Record<string, unknown>;
	if (attribute_id === undefined || payload === undefined || timestamp === undefined) return "missing_fields";
	if (!isAttributeId(attribute_id)) return "invalid_attribute_id";
	const time = readTimestamp(timestamp);
	if (time === undefined) return "invalid_timestamp";
	if (typeof payload !== "number") {
		const problem = payloadProblem(payload);
		if (problem !== undefined) return problem;
	}
	if (time === timestamp && (event === undefined || typeof event === "string")) return value as Measurement;
	const measurement: Measurement = { attribute_id, payload, timestamp: time };
	if (typeof event === "string") measurement.event = event;
	return measurement;
}

/** Tells whether {@link readMeasurement} found a problem. */
export function isProblem(result: Measurement | MeasurementProblem): result is MeasurementProblem {
	return typeof result === "string";
}

/**
 * Reads a `measurements_batch`: an array of at most 10 000 measurements, all of them valid.
 *
 * The argument itself is returned when nothing in it had to be converted.
 */
export function readBatch(value: unknown): BatchResult {
	if (!Array.isArray(value)) return { failedCount: 0, reason: "invalid_batch" };
	if (value.length > LIMITS.batchMeasurements)
		return { failedCount: value.length, reason: "batch_too_large" };
	let failedCount = 0;
	let converted: unknown[] | undefined;
	for (let i = 0; i < value.length; i++) {
		const result = readMeasurement(value[i]);
		if (typeof result === "string") failedCount++;
		else if (result !== value[i]) {
			converted ??= value.slice();
			converted[i] = result;
		}
	}
	if (failedCount > 0) return { failedCount, reason: "invalid_batch" };
	return { ok: (converted ?? value) as Measurement[] };
}
