/** How far a value on screen can be taken for the present. */
export type HonestState = "live" | "late" | "stale" | "unavailable" | "unknown";

/** What decides about a value's state. */
export interface Freshness {
	/** Whether the sensor's connection stands. */
	online: boolean;
	/** Age of the newest sample in milliseconds; undefined without one. */
	ageMs: number | undefined;
	/** Expected time between samples, milliseconds. */
	intervalMs: number;
	/** Time the device gathers samples before it sends them, milliseconds. */
	windowMs: number;
}

/** Time frames may spend on their way without a signal counting as late, milliseconds. */
const TRANSIT_MS = 250;

/** Expected time between arrivals of new samples: the slower of sampling and sending, milliseconds. */
export function expectedMs(freshness: Pick<Freshness, "intervalMs" | "windowMs">): number {
	return Math.max(freshness.intervalMs, freshness.windowMs, 1);
}

/**
 * State of a value by its age: live up to 2 expected intervals, late up to 5, stale beyond.
 *
 * `unavailable` when the connection is gone, `unknown` when there never was a value.
 */
export function honestState(freshness: Freshness): HonestState {
	if (!freshness.online) return "unavailable";
	if (freshness.ageMs === undefined) return "unknown";
	const expected = expectedMs(freshness);
	const age = freshness.ageMs - TRANSIT_MS;
	if (age <= 2 * expected) return "live";
	return age <= 5 * expected ? "late" : "stale";
}

/** The state's sign: shape and word tell it apart without colour. */
export const STATE_SIGN: Readonly<Record<HonestState, string>> = {
	live: "●",
	late: "◐",
	stale: "○",
	unavailable: "✕",
	unknown: "?",
};

/** The state's colour token. */
export const STATE_TOKEN: Readonly<Record<HonestState, string>> = {
	live: "--ok",
	late: "--warn",
	stale: "--stale",
	unavailable: "--stale",
	unknown: "--stale",
};
