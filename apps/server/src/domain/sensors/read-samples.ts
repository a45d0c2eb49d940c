import {
	type AttributeMetadata,
	attributeType,
	type ErrorCode,
	expand,
	inferredAttribute,
	LIMITS,
	type Measurement,
	normalise,
} from "@sensocto/protocol";
import type { Sample } from "./attribute.ts";
import type { AttributeStore } from "./attribute-store.ts";

/** One measurement, ready to be stored. */
export interface ReadSample {
	readonly attributeId: string;
	readonly time: number;
	readonly sample: Sample;
}

/** What a device's measurements mean: samples to store and attributes that have to exist first. */
export interface ReadSamples {
	readonly samples: readonly ReadSample[];
	readonly registrations: readonly AttributeMetadata[];
}

/** Why measurements are refused. */
export interface SampleRefusal {
	readonly code: ErrorCode;
	/** Measurements that are wrong. */
	readonly failedCount: number;
	readonly details: Readonly<Record<string, unknown>>;
}

/**
 * Reads measurements against a sensor's attributes without changing anything: the whole is good, or refused.
 *
 * Unknown attributes are inferred; a payload that its attribute's type cannot read is refused, `null` means "unknown".
 */
export function readSamples(store: AttributeStore, measurements: readonly Measurement[]): ReadSamples | SampleRefusal {
	const samples: ReadSample[] = [];
	const registrations = new Map<string, AttributeMetadata>();
	let failedCount = 0;
	let firstFailure: Record<string, unknown> | null = null;
	for (const measurement of measurements) {
		const metadata = metadataOf(store, registrations, measurement);
		const type = store.get(measurement.attribute_id)?.type ?? attributeType(metadata!.attribute_type, measurement.payload);
		for (const part of expand(type, measurement)) {
			const sample = read(type, part);
			if (sample === undefined) {
				failedCount++;
				firstFailure ??= {
					attribute_id: measurement.attribute_id,
					received: `a payload that ${type.title} cannot be read from`,
				};
				break;
			}
			samples.push({ attributeId: measurement.attribute_id, time: part.timestamp, sample });
		}
	}
	if (firstFailure !== null) return { code: "invalid_payload", failedCount, details: firstFailure };
	const count = store.size + registrations.size;
	if (count > LIMITS.attributesPerSensor) return { code: "too_many_attributes", failedCount: 1, details: { count } };
	return { samples, registrations: [...registrations.values()] };
}

/** Whether reading found a refusal. */
export function isSampleRefusal(result: ReadSamples | SampleRefusal): result is SampleRefusal {
	return "code" in result;
}

function metadataOf(
	store: AttributeStore,
	registrations: Map<string, AttributeMetadata>,
	measurement: Measurement,
): AttributeMetadata | undefined {
	const id = measurement.attribute_id;
	if (store.get(id) !== undefined) return undefined;
	let metadata = registrations.get(id);
	if (metadata === undefined) registrations.set(id, (metadata = inferredAttribute(id, measurement.payload)));
	return metadata;
}

function read(type: ReturnType<typeof attributeType>, { payload, event }: Measurement): Sample | undefined {
	if (typeof payload === "number" && type.shape === "scalar") return payload;
	if (payload === null) return type.shape === "structured" ? null : unknownSample(type.fields.length, type.shape);
	return normalise(type, payload, event === undefined ? undefined : { event }) as Sample | undefined;
}

function unknownSample(fields: number, shape: "scalar" | "vector"): Sample {
	return shape === "scalar" ? Number.NaN : new Float64Array(fields).fill(Number.NaN);
}
