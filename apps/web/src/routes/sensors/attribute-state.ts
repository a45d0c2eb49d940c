import type { AttributeSummary, SensorSummary } from "@sensocto/protocol";
import { type HonestState, honestState } from "../../stores/honest-state.ts";

/** The directory tells newest values at most this often, ms: an age in a list may be that much too high. */
const DIRECTORY_STEP_MS = 1_000;

/** Age of an attribute's newest value by the server's clock, ms; `undefined` without a value. */
export function attributeAge(
	sensor: Pick<SensorSummary, "clock_offset_ms">,
	attribute: Pick<AttributeSummary, "last_value">,
	serverNowMs: number,
): number | undefined {
	if (attribute.last_value === null) return undefined;
	return serverNowMs - (attribute.last_value.timestamp + (sensor.clock_offset_ms ?? 0));
}

/**
 * Honest state of an attribute as far as the directory knows it.
 *
 * While this page has no connection to the server (`connected` false) nothing it knows is live.
 */
export function attributeState(
	sensor: SensorSummary,
	attribute: AttributeSummary,
	serverNowMs: number,
	connected: boolean,
): HonestState {
	return honestState({
		online: connected && sensor.status === "online",
		ageMs: attributeAge(sensor, attribute, serverNowMs),
		intervalMs: Math.max(attribute.interval_ms, DIRECTORY_STEP_MS),
		// Nothing is gathered in a pause: what is shown only gets older.
		windowMs: sensor.paused === true ? 0 : sensor.window_ms,
	});
}
