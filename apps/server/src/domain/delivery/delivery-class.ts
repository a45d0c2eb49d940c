/**
 * How closely one viewer watches one stream: an index into {@link DELIVERY_WINDOWS_MS}. Focused or hovered streams
 * are `0`, streams on screen `1`, background `2`.
 */
export type WatchLevel = 0 | 1 | 2;

export const WATCHED: {
	readonly focus: WatchLevel;
	readonly view: WatchLevel;
	readonly background: WatchLevel;
} = {
	focus: 0,
	view: 1,
	background: 2,
};

/**
 * Flush window of each watch level in ms while nothing is short: the shortest lane its streams leave in.
 *
 * With the device's own window (100 and 500 ms) they keep the age of a shown value below its targets of
 * 150 ms when focused and 600 ms when on screen.
 */
export const DELIVERY_WINDOWS_MS = [25, 100, 500] as const;

/** Resolution of the one shared delivery tick, in ms. */
export const TICK_MS = 25;

/**
 * Flush windows of the lanes in ms, fastest first: a watch leaves in the lane of the slower of its level's window and
 * its viewer's interval, so that viewers of the same streams go on sharing frames whatever slows them.
 */
export const LANES_MS = [25, 50, 100, 150, 250, 350, 500, 1_000] as const;

/** An index into {@link LANES_MS}. */
export type Lane = number;

/** The slowest lane. */
export const LAST_LANE: Lane = LANES_MS.length - 1;

/** An interval this much longer than a lane's window still leaves in that lane: clients count in steps of 10 %. */
const LANE_TOLERANCE = 4 / 3;

/** The fastest lane that is about as slow as an interval in ms. */
export function laneOf(intervalMs: number): Lane {
	const lane = LANES_MS.findIndex((window) => window * LANE_TOLERANCE >= intervalMs);
	return lane < 0 ? LAST_LANE : lane;
}

/**
 * Samples of one focused stream that leave without waiting for the window: so many fill a frame well.
 *
 * A stream must have 5 000 samples a second to gather them within the window.
 */
export const BURST_SAMPLES = 128;

/** A viewer whose socket holds more unsent bytes than this gets nothing but a snapshot once it has drained. */
export const VIEWER_BACKLOG_BYTES = 1_048_576;

/** A viewer whose socket holds more unsent bytes than this gets newest values and extremes only. */
export const VIEWER_THINNED_BYTES = 262_144;

/** A stalled viewer is served again when its socket holds at most this many unsent bytes. */
export const VIEWER_DRAINED_BYTES = 65_536;

/** Streams one viewer may watch at the same time. */
export const STREAMS_PER_VIEWER = 2_048;
