import { isRecord, type JsonRecord, type JsonValue } from "../json.ts";
import type { AttributeType, Field } from "./attribute-type.ts";
import { lookUp } from "./field-path.ts";
import { imuFromCsv } from "./imu-csv.ts";
import { readComponent, readNumber } from "./read-number.ts";

/** A sample in canonical form: scalar a number, vector its components (NaN = missing), structured JSON. */
export type Sample = number | Float64Array | JsonValue;

/**
 * Brings a payload into the canonical form of its type, whichever of the known shapes it has.
 *
 * Undefined means that it cannot be read as this type; store it raw then. Values are never converted between units.
 * `extra.event` is the measurement's own `event` key, which buttons send beside the payload.
 */
export function normalise(
	type: AttributeType,
	payload: unknown,
	extra?: { event?: string },
): Sample | undefined {
	if (typeof payload === "number" && type.shape === "scalar")
		return Number.isFinite(payload) ? payload : undefined;
	switch (type.shape) {
		case "scalar":
			return normaliseScalar(type, payload);
		case "vector":
			return normaliseVector(type, payload, extra?.event);
		case "structured":
			return normaliseStructured(type, payload);
	}
}

function normaliseScalar(type: AttributeType, payload: unknown): number | undefined {
	const field = type.fields[0]!;
	if (!isRecord(payload)) {
		return (
			readNumber(payload) ?? (field.states && payload !== null ? readComponent(field, payload) : undefined)
		);
	}
	if (type.hundredths && payload.integer !== undefined) return fromHundredths(payload);
	const value = lookUp(payload, field);
	return readNumber(value) ?? (field.states ? readComponent(field, value) : undefined);
}

function fromHundredths(payload: JsonRecord): number | undefined {
	const integer = readNumber(payload.integer);
	const decimal = readNumber(payload.decimal ?? 0);
	if (integer === undefined || decimal === undefined) return undefined;
	return integer < 0 ? integer - decimal / 100 : integer + decimal / 100;
}

function normaliseVector(
	type: AttributeType,
	payload: unknown,
	event: string | undefined,
): Float64Array | undefined {
	if (type.text === "imu-csv" && typeof payload === "string") return imuFromCsv(payload, type.fields.length);
	const sample = new Float64Array(type.fields.length).fill(Number.NaN);
	let readable = type.emptyIsSample === true && (isRecord(payload) || payload === null);
	if (isRecord(payload)) {
		for (let i = 0; i < sample.length; i++) {
			const value = readComponent(type.fields[i]!, lookUp(payload, type.fields[i]!));
			if (value === undefined) continue;
			sample[i] = value;
			readable = true;
		}
	} else if (type.bare) {
		const value = readComponent(type.fields[0]!, payload);
		if (value === undefined) return undefined;
		sample[0] = value;
		readable = true;
	}
	if (event !== undefined) readable = setEvent(type.fields, sample, event) || readable;
	return readable ? sample : undefined;
}

function setEvent(fields: readonly Field[], sample: Float64Array, event: string): boolean {
	const index = fields.findIndex((field) => field.name === "event");
	if (index < 0) return false;
	const value = readComponent(fields[index]!, event);
	if (value === undefined) return false;
	sample[index] = value;
	return true;
}

function normaliseStructured(type: AttributeType, payload: unknown): JsonValue | undefined {
	if (type.text === "json" && typeof payload === "string") return parseRecord(payload);
	switch (typeof payload) {
		case "string":
		case "boolean":
			return payload;
		case "number":
			return Number.isFinite(payload) ? payload : undefined;
		case "object":
			return payload as JsonValue;
		default:
			return undefined;
	}
}

function parseRecord(text: string): JsonValue | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isRecord(value) ? (value as JsonValue) : undefined;
	} catch {
		// Text that is no JSON is not of this type; the caller keeps it raw.
		return undefined;
	}
}
