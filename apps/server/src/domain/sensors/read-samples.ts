import {
	type AttributeMetadata,
	type AttributeType,
	columnMeasurements,
	type ErrorCode,
	expand,
	inferredAttribute,
	type JsonValue,
	LIMITS,
	type Measurement,
	type MeasurementColumns,
	NUMERIC,
	normalise,
	type SampleColumn,
	STRUCTURED,
	typeOfAttribute,
} from "@sensocto/protocol";
import type { Attribute, Sample } from "./attribute.ts";
import type { AttributeStore } from "./attribute-store.ts";

/** One measurement, ready to be stored. */
export interface ReadSample {
	readonly attributeId: string;
	readonly time: number;
	readonly sample: Sample;
	/** What came, when the attribute's type cannot read it: kept as it is in the history, unknown to viewers. */
	readonly raw?: JsonValue;
}

/** What a device's measurements mean: samples to store and attributes that have to exist first. */
export interface ReadSamples {
	readonly samples: readonly ReadSample[];
	readonly registrations: readonly { readonly metadata: AttributeMetadata; readonly type: AttributeType }[];
}

/** Why measurements are refused. */
export interface SampleRefusal {
	readonly code: ErrorCode;
	readonly details: Readonly<Record<string, unknown>>;
}

/**
 * Reads measurements against a sensor's attributes without changing anything: the whole is good, or refused.
 *
 * Unknown attributes are inferred from id and payload. An attribute the catalogue does not know becomes structured
 * with the first payload that is no number; a catalogued one keeps its type, and `null` means "unknown" there.
 */
export function readSamples(
	store: AttributeStore,
	measurements: readonly Measurement[],
): ReadSamples | SampleRefusal {
	const samples: ReadSample[] = [];
	const registrations = new Map<string, { metadata: AttributeMetadata; type: AttributeType }>();
	let fresh = 0;
	for (const measurement of measurements) {
		const { attribute_id: attributeId } = measurement;
		const known = store.get(attributeId)?.type;
		let type = registrations.get(attributeId)?.type ?? known;
		if (type === undefined || isOutgrown(type, measurement.payload)) {
			const metadata = inferredAttribute(attributeId, measurement.payload);
			if (type === undefined) fresh++;
			type = type === undefined ? typeOfAttribute(metadata, measurement.payload) : STRUCTURED;
			registrations.set(attributeId, { metadata: { ...metadata, attribute_type: type.type }, type });
		}
		for (const part of expand(type, measurement)) samples.push(readSample(type, part));
	}
	const count = store.size + fresh;
	if (count > LIMITS.attributesPerSensor) return { code: "too_many_attributes", details: { count } };
	return { samples, registrations: [...registrations.values()] };
}

/** Columns of a frame, by what can be done with them. */
export interface SplitColumns {
	/** Those whose numbers are samples as they are. */
	readonly scalars: readonly (readonly [Attribute, SampleColumn])[];
	/** What the others stand for: {@link readSamples} decides on them. */
	readonly others: readonly Measurement[];
}

/** Tells the columns of known scalar attributes from all others, without changing anything. */
export function splitColumns(store: AttributeStore, { columns, t0 }: MeasurementColumns): SplitColumns {
	const scalars: [Attribute, SampleColumn][] = [];
	const others: Measurement[] = [];
	for (const id of Object.keys(columns)) {
		const attribute = store.get(id);
		if (attribute?.type.shape === "scalar") scalars.push([attribute, columns[id]!]);
		else for (const measurement of columnMeasurements(t0, id, columns[id]!)) others.push(measurement);
	}
	return { scalars, others };
}

/** Whether reading found a refusal. */
export function isSampleRefusal(result: ReadSamples | SampleRefusal): result is SampleRefusal {
	return "code" in result;
}

/** Whether an uncatalogued attribute that looked numeric turns out to carry something else. */
function isOutgrown(type: AttributeType, payload: unknown): boolean {
	return (
		type === NUMERIC &&
		payload !== null &&
		typeof payload !== "number" &&
		normalise(type, payload) === undefined
	);
}

function readSample(
	type: AttributeType,
	{ attribute_id: attributeId, event, payload, timestamp: time }: Measurement,
): ReadSample {
	if (typeof payload === "number" && type.shape === "scalar") return { attributeId, time, sample: payload };
	if (payload === null) return { attributeId, time, sample: unknownSample(type) };
	const sample = normalise(type, payload, event === undefined ? undefined : { event }) as Sample | undefined;
	if (sample !== undefined) return { attributeId, time, sample };
	return { attributeId, time, sample: unknownSample(type), raw: payload as JsonValue };
}

function unknownSample(type: AttributeType): Sample {
	if (type.shape === "structured") return null;
	return type.shape === "scalar" ? Number.NaN : new Float64Array(type.fields.length).fill(Number.NaN);
}
