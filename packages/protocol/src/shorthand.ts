import { isAttributeId } from "./ids.ts";
import { isRecord } from "./json.ts";
import { LIMITS } from "./limits.ts";
import { type Measurement, type MeasurementProblem, readTimestamp } from "./measurement.ts";
import { payloadProblem } from "./payload-size.ts";

/** Why a shorthand is refused: a code of the error catalogue. */
export type ShorthandProblem = MeasurementProblem | "too_many_attributes";

/** Tells whether a payload is the shorthand form `{data: {attribute: value}}` and not a measurement. */
export function isShorthand(payload: unknown): boolean {
	return isRecord(payload) && payload.attribute_id === undefined && isRecord(payload.data);
}

/**
 * Reads the shorthand `{"data": {"temp": 23.5, "humidity": 65}, "timestamp"?: ms}` as one measurement per key.
 *
 * Without a timestamp they get `arrivalMs`, the server's arrival time. The shorthand is taken whole or not at all;
 * the answer is a problem when it is a string.
 */
export function readShorthand(payload: unknown, arrivalMs: number): Measurement[] | ShorthandProblem {
	if (!isRecord(payload) || !isRecord(payload.data)) return "missing_fields";
	const timestamp = readTimestamp(payload.timestamp ?? arrivalMs);
	if (timestamp === undefined) return "invalid_timestamp";
	const entries = Object.entries(payload.data);
	if (entries.length > LIMITS.attributesPerSensor) return "too_many_attributes";
	const measurements: Measurement[] = [];
	for (const [attribute_id, value] of entries) {
		if (!isAttributeId(attribute_id)) return "invalid_attribute_id";
		const problem = payloadProblem(value);
		if (problem !== undefined) return problem;
		measurements.push({ attribute_id, payload: value, timestamp });
	}
	return measurements;
}
