import type { Measurement } from "@sensocto/protocol";

/** Time between two samples of an attribute, in ms. */
export const STEP_MS = 4;

/** Samples of each attribute in one batch. */
export const BATCH_SAMPLES = 10;

/** One attribute of each kind of storage, its n-th value, and how that value reads in the history. */
export interface PlannedAttribute {
	readonly id: string;
	readonly type: string;
	readonly payload: (n: number) => unknown;
	/** What the history answers for sample n, by field; the answer's `fields` say where each stands. */
	readonly stored: (n: number) => Readonly<Record<string, unknown>>;
}

/** Numbers, vectors and structured values: each sample tells its own number. */
export const PLAN: readonly PlannedAttribute[] = [
	{ id: "temperature", type: "temperature", payload: (n) => n, stored: (n) => ({ value: n }) },
	{
		id: "geolocation",
		type: "geolocation",
		payload: (n) => ({ latitude: n % 90, longitude: Math.floor(n / 90) % 180 }),
		stored: (n) => ({ latitude: n % 90, longitude: Math.floor(n / 90) % 180 }),
	},
	{ id: "note", type: "structured", payload: (n) => ({ n }), stored: (n) => ({ value: { n } }) },
];

/** What somebody has sent: batches 1 to `lastSeq` of the plan, the first sample at `startMs`. */
export interface Sent {
	readonly sensorId: string;
	readonly startMs: number;
	readonly lastSeq: number;
}

/** How a sensor that follows the plan introduces itself. */
export function joinParams(sensorId: string): Record<string, unknown> {
	const rate = 1_000 / STEP_MS;
	return {
		sensor_id: sensorId,
		sensor_name: `Sensor ${sensorId}`,
		sensor_type: "generic",
		connector_id: "writers",
		connector_name: "Writers",
		attributes: Object.fromEntries(
			PLAN.map(({ id, type }) => [id, { attribute_id: id, attribute_type: type, sampling_rate: rate }]),
		),
	};
}

/** Device time of sample n, in ms. */
export function timeOf(startMs: number, n: number): number {
	return startMs + n * STEP_MS;
}

/** The measurements of batch `seq` (from 1): the samples of every attribute that belong to it. */
export function batchOf(startMs: number, seq: number): Measurement[] {
	const first = (seq - 1) * BATCH_SAMPLES;
	return Array.from({ length: BATCH_SAMPLES }, (_, index) => first + index).flatMap((n) =>
		PLAN.map(({ id, payload }) => ({ attribute_id: id, payload: payload(n), timestamp: timeOf(startMs, n) })),
	);
}
