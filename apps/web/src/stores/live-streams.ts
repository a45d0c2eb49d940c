import { type AttentionLevel, SensoctoError } from "@sensocto/protocol";
import { windowByLoad } from "./device-battery.ts";
import { directory } from "./directory.svelte.ts";
import { session } from "./session.svelte.ts";
import { Streams } from "./streams.ts";

/** The one set of live streams of the page. */
export const streams = new Streams({
	source: session.viewer,
	facts: (sensorId, attributeId) => {
		const sensor = directory.get(sensorId);
		const attribute = sensor?.attributes.find((candidate) => candidate.attribute_id === attributeId);
		if (sensor === undefined || attribute === undefined) return undefined;
		return {
			attributeType: attribute.attribute_type,
			samplingRateHz: attribute.sampling_rate,
			rateHz: attribute.rate_hz,
			windowMs: isWatched(sensor.attention_level) ? windowByLoad(sensor) : 0,
			clockOffsetMs: sensor.clock_offset_ms ?? 0,
		};
	},
	setTimeout: (callback, ms) => setTimeout(callback, ms),
	clearTimeout: (timer) => clearTimeout(timer as number | undefined),
	onError: (error) => {
		if (!isPassing(error)) reportError(error);
	},
});

session.viewer.onBatch((batch) => streams.receive(batch));

/** Whether a device has been told that somebody looks. */
function isWatched(level: AttentionLevel): boolean {
	return level === "high" || level === "medium";
}

/** A request lost with its connection is asked again by the session as soon as there is one. */
function isPassing(error: unknown): boolean {
	return error instanceof SensoctoError && ["disconnected", "timeout", "not_joined"].includes(error.code);
}
