import type { AttributeType } from "@sensocto/protocol";
import { firstAtOrAfter, GAP_INTERVALS, type TrendSegment } from "../../charts/trend/trend-segment.ts";
import type { TrackPoint } from "./track.ts";

/** Positions of a track in time order, and how far apart two of them may be to be joined, ms. */
export interface Positions {
	readonly points: readonly TrackPoint[];
	readonly intervalMs: number;
}

/**
 * Reads positions from segments of a geolocation attribute, up to an instant.
 *
 * Samples without both coordinates (a receiver that still searches) are left out, never drawn at 0°, 0°.
 */
export function positionPoints(
	segments: readonly TrendSegment[],
	type: AttributeType,
	fromMs: number,
	toMs: number,
): Positions {
	const at = (name: string): number => type.fields.findIndex((field) => field.name === name);
	const [lat, lon] = [at("latitude"), at("longitude")];
	const [accuracy, altitude, speed, heading] = [at("accuracy"), at("altitude"), at("speed"), at("heading")];
	const points: TrackPoint[] = [];
	let intervalMs = 0;
	for (const segment of segments) {
		intervalMs = Math.max(intervalMs, segment.breakMs / GAP_INTERVALS);
		for (let index = firstAtOrAfter(segment, fromMs); index < segment.length; index++) {
			const timeMs = segment.time(index);
			if (timeMs > toMs) break;
			const read = (field: number): number => (field === -1 ? Number.NaN : segment.value(index, field));
			const [latitude, longitude] = [read(lat), read(lon)];
			if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) continue;
			points.push({
				timeMs,
				latitude,
				longitude,
				accuracyM: read(accuracy),
				altitudeM: read(altitude),
				speedMps: read(speed),
				headingDeg: read(heading),
			});
		}
	}
	return { points, intervalMs };
}
