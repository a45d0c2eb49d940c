import { bearing, distance, type Place } from "./geodesy.ts";

/** One position of a track: device time in epoch ms, metres, metres per second, degrees; NaN where unknown. */
export interface TrackPoint extends Place {
	readonly timeMs: number;
	readonly accuracyM: number;
	readonly altitudeM: number;
	readonly speedMps: number;
	readonly headingDeg: number;
}

/** A jump faster than this is a new stretch, not a movement: faster than an airliner. */
export const MAX_TRACK_SPEED_MPS = 400;

/** Points further apart in time than this many expected intervals are not joined by a line. */
export const TRACK_GAP_INTERVALS = 3;

/** Movement over less than this says nothing about a direction, metres. */
const MIN_HEADING_DISTANCE_M = 2;

/** How far back speed and direction look when the device sends none, ms. */
const SPEED_WINDOW_MS = 10_000;

/**
 * Splits points in time order into stretches that may be drawn as one line each.
 *
 * A stretch ends before a pause longer than three intervals and before a jump that nothing could travel. The time it
 * takes a device to go quiet is a gap, never a straight line across the map.
 */
export function stretches(points: readonly TrackPoint[], intervalMs: number): TrackPoint[][] {
	const result: TrackPoint[][] = [];
	let current: TrackPoint[] = [];
	for (const point of points) {
		const last = current[current.length - 1];
		if (last && !follows(last, point, intervalMs)) {
			result.push(current);
			current = [];
		}
		current.push(point);
	}
	if (current.length > 0) result.push(current);
	return result;
}

function follows(last: TrackPoint, next: TrackPoint, intervalMs: number): boolean {
	const elapsed = next.timeMs - last.timeMs;
	if (elapsed > TRACK_GAP_INTERVALS * intervalMs) return false;
	return elapsed > 0 && distance(last, next) / (elapsed / 1000) <= MAX_TRACK_SPEED_MPS;
}

/** How the newest point of a track moves; `undefined` where it cannot be told. */
export interface Movement {
	readonly speedMps: number | undefined;
	readonly headingDeg: number | undefined;
	/** True when computed from positions because the device sent none. */
	readonly estimated: boolean;
}

/** Speed and direction of the newest point: the device's own, else from the positions of the last ten seconds. */
export function movement(points: readonly TrackPoint[]): Movement {
	const last = points[points.length - 1];
	if (!last) return { speedMps: undefined, headingDeg: undefined, estimated: false };
	const sent = {
		speedMps: Number.isFinite(last.speedMps) ? last.speedMps : undefined,
		headingDeg: Number.isFinite(last.headingDeg) ? last.headingDeg : undefined,
	};
	if (sent.speedMps !== undefined && sent.headingDeg !== undefined) return { ...sent, estimated: false };
	let index = points.length - 1;
	while (index > 0 && last.timeMs - (points[index - 1] as TrackPoint).timeMs <= SPEED_WINDOW_MS) index -= 1;
	const start = points[index] as TrackPoint;
	const seconds = (last.timeMs - start.timeMs) / 1000;
	const metres = distance(start, last);
	return {
		speedMps: sent.speedMps ?? (seconds > 0 ? metres / seconds : undefined),
		headingDeg: sent.headingDeg ?? (metres >= MIN_HEADING_DISTANCE_M ? bearing(start, last) : undefined),
		estimated: true,
	};
}

/** Length of the drawn stretches, metres. */
export function trackLength(parts: readonly (readonly TrackPoint[])[]): number {
	let metres = 0;
	for (const part of parts) {
		for (let index = 1; index < part.length; index++) {
			metres += distance(part[index - 1] as TrackPoint, part[index] as TrackPoint);
		}
	}
	return metres;
}

/** Points a trail is drawn with at most; older ones are thinned evenly, the newest always stay. */
export const MAX_TRAIL_POINTS = 1_500;

/** Thins points to at most `limit`, keeping first and last. */
export function thin<T>(points: readonly T[], limit = MAX_TRAIL_POINTS): readonly T[] {
	if (points.length <= limit) return points;
	const step = (points.length - 1) / (limit - 1);
	return Array.from({ length: limit }, (_, index) => points[Math.round(index * step)] as T);
}
