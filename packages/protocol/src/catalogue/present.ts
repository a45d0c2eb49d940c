import type { JsonValue } from "../json.ts";
import type { AttributeType, Field } from "./attribute-type.ts";
import type { Sample } from "./normalise.ts";

/**
 * Turns a canonical sample back into a payload for the wire.
 *
 * Scalars become numbers (NaN null); vectors objects by field name, dotted names nested, missing components left out,
 * states as their words; structured samples are returned as they are.
 */
export function present(type: AttributeType, sample: Sample): JsonValue {
	if (typeof sample === "number") return Number.isFinite(sample) ? sample : null;
	if (!(sample instanceof Float64Array)) return sample;
	const payload: { [key: string]: JsonValue } = {};
	for (let i = 0; i < type.fields.length; i++) {
		const value = sample[i];
		if (value !== undefined && Number.isFinite(value)) place(payload, type.fields[i]!, value);
	}
	return payload;
}

function place(payload: { [key: string]: JsonValue }, field: Field, value: number): void {
	const word = field.states?.[value] ?? value;
	const dot = field.name.indexOf(".");
	if (dot < 0) {
		payload[field.name] = word;
		return;
	}
	const group = field.name.slice(0, dot);
	payload[group] ??= {};
	(payload[group] as { [key: string]: JsonValue })[field.name.slice(dot + 1)] = word;
}
