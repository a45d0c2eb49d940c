import { type Measurement, utf8Length } from "@sensocto/protocol";

/** A measurement that is not known to be stored yet. */
export interface WaitingSample {
	readonly measurement: Measurement;
	/** Running number in the order of recording. */
	readonly order: number;
	/** Most bytes it takes as JSON. */
	readonly bytes: number;
}

/** Most bytes of the keys, a numeric payload and a timestamp as JSON. */
const NUMERIC_BYTES = 100;

/** Most bytes a measurement takes in a batch. */
export function measurementBytes(measurement: Measurement): number {
	const { attribute_id, event, payload } = measurement;
	if (typeof payload === "number" && event === undefined) return NUMERIC_BYTES + attribute_id.length;
	return utf8Length(JSON.stringify(measurement)) + 1;
}
