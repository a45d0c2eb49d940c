import type { TrackPoint } from "./gpx.ts";
import {
	headingOf,
	METRES_PER_DEGREE,
	metresPerDegreeEast,
	type Position,
	type Track,
	type TrackState,
} from "./track.ts";
import { distanceBetween, type TimelineOptions, trackTimeline } from "./track-timeline.ts";

/** Travels a recorded track there and back, over and over, so that nothing ever jumps. */
export class TrackPlayback implements Track {
	readonly #points: readonly TrackPoint[];
	readonly #times: Float64Array;
	readonly #startS: number;

	/** @param points at least two, not all at the same place. */
	constructor(points: readonly TrackPoint[], options: TimelineOptions & { kept?: TrackState | undefined }) {
		this.#points = points;
		this.#times = trackTimeline(points, options);
		this.#startS = options.kept ? options.kept.progress - options.kept.at_s : 0;
	}

	/** Time from the first to the last point, s. */
	get durationS(): number {
		return this.#times.at(-1) ?? 0;
	}

	/** Time spent on the way there and back, s. */
	progressAt(timeS: number): number {
		const lap = 2 * this.durationS;
		return (((this.#startS + timeS) % lap) + lap) % lap;
	}

	positionAt(timeS: number): Position {
		const lap = this.progressAt(timeS);
		const back = lap > this.durationS;
		const into = back ? 2 * this.durationS - lap : lap;
		const leg = this.#legAt(into);
		const [from, to] = [this.#points[leg]!, this.#points[leg + 1]!];
		const spent = this.#times[leg + 1]! - this.#times[leg]!;
		const part = spent > 0 ? (into - this.#times[leg]!) / spent : 0;
		const sign = back ? -1 : 1;
		const north = (to.latitude - from.latitude) * METRES_PER_DEGREE;
		const east = (to.longitude - from.longitude) * metresPerDegreeEast(from.latitude);
		const altitudeM = between(from.elevationM, to.elevationM, part);
		return {
			latitude: from.latitude + part * (to.latitude - from.latitude),
			longitude: from.longitude + part * (to.longitude - from.longitude),
			...(altitudeM === undefined ? {} : { altitudeM }),
			speedMps: spent > 0 ? distanceBetween(from, to) / spent : 0,
			headingDeg: headingOf(sign * east, sign * north),
		};
	}

	/** Index of the point a moment follows. */
	#legAt(into: number): number {
		let low = 0;
		let high = this.#times.length - 1;
		while (high - low > 1) {
			const middle = (low + high) >> 1;
			if (this.#times[middle]! <= into) low = middle;
			else high = middle;
		}
		return low;
	}
}

function between(from: number | undefined, to: number | undefined, part: number): number | undefined {
	return from === undefined || to === undefined ? undefined : from + part * (to - from);
}
