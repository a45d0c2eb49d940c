import type { AttributeType } from "@sensocto/protocol";
import type { TrendSegment } from "../../charts/trend/trend-segment.ts";
import { positionPoints } from "./position-points.ts";
import { type Movement, movement, stretches, type TrackPoint, thin, trackLength } from "./track.ts";

/** One track as a map draws it. */
export interface MapTrack {
	readonly id: string;
	readonly name: string;
	/** Colour token of the theme. */
	readonly token: string;
	/** Dash of the trail, pixels; tells tracks of one colour apart. */
	readonly dash: readonly number[];
	/** False when the newest position is stale: it is drawn pale then. */
	readonly fresh: boolean;
	readonly parts: readonly (readonly TrackPoint[])[];
	readonly last: TrackPoint | undefined;
	readonly first: TrackPoint | undefined;
	readonly movement: Movement;
	readonly lengthM: number;
}

/** What identifies a track and how fresh it is. */
export type TrackLook = Pick<MapTrack, "id" | "name" | "token" | "dash" | "fresh">;

/** Builds a drawable track from the samples between two instants (server time, epoch ms). */
export function mapTrack(
	look: TrackLook,
	segments: readonly TrendSegment[],
	type: AttributeType,
	fromMs: number,
	toMs: number,
): MapTrack {
	const { points, intervalMs } = positionPoints(segments, type, fromMs, toMs);
	const parts = stretches(points, intervalMs);
	return {
		...look,
		parts: parts.map((part) => thin(part)),
		first: points[0],
		last: points.at(-1),
		movement: movement(points),
		lengthM: trackLength(parts),
	};
}
