import { type AttributeType, normalise } from "@sensocto/protocol";
import type { EventSource } from "./event-marks.ts";

/** A value the server tells of as a source of one event; undefined when it is no number or state of this type. */
export function toldEvent(
	type: AttributeType,
	last: { readonly payload: unknown; readonly timestamp: number } | null,
	offsetMs: number,
): EventSource | undefined {
	if (last === null) return undefined;
	const value = normalise(type, last.payload);
	if (typeof value !== "number") return undefined;
	return { length: 1, time: () => last.timestamp + offsetMs, value: () => value };
}

/** What was told put before the samples, unless they begin no later: then they hold it. */
export function withTold(
	told: EventSource | undefined,
	samples: readonly EventSource[],
): readonly EventSource[] {
	const first = samples.find((source) => source.length > 0);
	if (told === undefined || (first !== undefined && first.time(0) <= told.time(0))) return samples;
	return [told, ...samples];
}
