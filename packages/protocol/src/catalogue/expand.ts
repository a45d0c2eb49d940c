import { isRecord } from "../json.ts";
import { LIMITS } from "../limits.ts";
import type { Measurement } from "../measurement.ts";
import type { AttributeType } from "./attribute-type.ts";
import { readNumber } from "./read-number.ts";

/**
 * Unfolds a chunk of a waveform, `{values: [...], sample_rate?}` (or `samples`), into one measurement per value.
 *
 * The chunk's timestamp is that of its first value; without a sample rate the type's usual one is taken. Unreadable
 * values leave their instant empty. Anything that is no chunk comes back as the only element.
 */
export function expand(type: AttributeType, measurement: Measurement): Measurement[] {
	const { payload } = measurement;
	if (type.waveform === undefined || !isRecord(payload)) return [measurement];
	const values = payload.values ?? payload.samples;
	if (!Array.isArray(values) || values.length > LIMITS.batchMeasurements) return [measurement];
	const stated = readNumber(payload.sample_rate ?? payload.sampling_rate);
	const rate = stated !== undefined && stated > 0 ? stated : type.chunkRateHz;
	if (rate === undefined) return [measurement];
	const measurements: Measurement[] = [];
	for (let i = 0; i < values.length; i++) {
		const value = readNumber(values[i]);
		if (value === undefined) continue;
		measurements.push({
			attribute_id: measurement.attribute_id,
			payload: value,
			timestamp: measurement.timestamp + Math.round((i * 1000) / rate),
		});
	}
	return measurements;
}
