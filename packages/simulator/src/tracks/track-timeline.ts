import type { TrackPoint } from "./gpx.ts";
import { METRES_PER_DEGREE, metresPerDegreeEast } from "./track.ts";

export interface TimelineOptions {
	/** Speed assumed where the recorded times cannot be right, m/s. */
	speedMps: number;
	/** Speed above which recorded times cannot be right, m/s. */
	maxSpeedMps: number;
}

/** Distance between two near points, m (equirectangular projection). */
export function distanceBetween(from: TrackPoint, to: TrackPoint): number {
	const north = (to.latitude - from.latitude) * METRES_PER_DEGREE;
	const east = (to.longitude - from.longitude) * metresPerDegreeEast((from.latitude + to.latitude) / 2);
	return Math.hypot(north, east);
}

/**
 * Seconds from the first point to each point.
 *
 * The recorded time between two points counts when it is positive and the speed it implies possible. Otherwise — no
 * times, the same time throughout, times that run backwards — distance and an assumed speed stand in.
 */
export function trackTimeline(points: readonly TrackPoint[], options: TimelineOptions): Float64Array {
	const times = new Float64Array(points.length);
	for (let i = 1; i < points.length; i++) {
		const [from, to] = [points[i - 1]!, points[i]!];
		const distance = distanceBetween(from, to);
		const recorded = ((to.timeMs ?? Number.NaN) - (from.timeMs ?? Number.NaN)) / 1000;
		const credible = recorded > 0 && distance / recorded <= options.maxSpeedMps;
		times[i] = times[i - 1]! + (credible ? recorded : distance / options.speedMps);
	}
	return times;
}
