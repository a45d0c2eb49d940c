import { type JsonValue, present } from "@sensocto/protocol";
import { storageKind } from "../sensors/attribute.ts";
import type { StreamSource } from "./stream-source.ts";
import type { LateSample } from "./topic-lane.ts";
import { shortFloat } from "./wire-number.ts";

/**
 * One attribute's samples in the row form of legacy viewers: `M`, or `[M, …]` where every sample counts.
 *
 * `M` is `{sensor_id, attribute_id, payload, timestamp}`. Attributes delivered latest-wins send their newest only.
 */
export function rowsFragment(
	sensorId: string,
	attribute: StreamSource,
	from: number,
	to: number,
	late: readonly LateSample[] | null,
): string {
	const every = attribute.type.delivery !== "latest";
	const row = (timestamp: number, payload: JsonValue) =>
		JSON.stringify({ sensor_id: sensorId, attribute_id: attribute.id, ...asSent(payload), timestamp });
	if (!every) return to > 0 ? row(attribute.ring.timeAt(to - 1), payloadAt(attribute, to - 1)) : "null";
	const rows: string[] = [];
	for (const sample of late ?? []) rows.push(row(sample.time, presentParts(attribute, sample.values)));
	for (let position = from; position < to; position++) {
		rows.push(row(attribute.ring.timeAt(position), payloadAt(attribute, position)));
	}
	return `[${rows.join(",")}]`;
}

/** Buttons are sent as a value with the event beside the payload, not inside it. */
function asSent(payload: JsonValue): { payload: JsonValue; event?: JsonValue } {
	if (typeof payload !== "object" || payload === null || Array.isArray(payload)) return { payload };
	const { event, value } = payload;
	return event === undefined || value === undefined ? { payload } : { payload: value, event };
}

/** The sample at a ring position as the payload a device would send. */
export function payloadAt(attribute: StreamSource, position: number): JsonValue {
	const { ring } = attribute;
	if (ring.stride === 1) return presentParts(attribute, [ring.valueAt(position)]);
	const parts: unknown[] = [];
	for (let k = 0; k < ring.stride; k++) parts.push(ring.valueAt(position, k));
	return presentParts(attribute, parts);
}

function presentParts(attribute: StreamSource, parts: readonly unknown[]): JsonValue {
	const { type } = attribute;
	if (type.shape === "structured") return parts[0] as JsonValue;
	const short = storageKind(type) === 32;
	const numbers = Float64Array.from(parts as number[], (value) => (short ? shortFloat(value) : value));
	// A sample without a single known number says "unknown", not "an object without fields".
	if (numbers.every((number) => !Number.isFinite(number))) return null;
	return present(type, type.shape === "vector" ? numbers : numbers[0]!);
}
