import type { SampleRing } from "../stores/sample-ring.ts";

/** Where eyes look, and where they looked just before, in hundredths of the field of view. */
export interface GazeTrail {
	/** Device time of the sample, epoch ms. */
	readonly t: number;
	/** Place of the gaze, x to the right and y down; undefined while it is unknown. */
	readonly x: number | undefined;
	readonly y: number | undefined;
	/** False while the device itself does not trust it: in a blink, or with the glasses off. */
	readonly sure: boolean;
	/** The way the gaze came, as points of an SVG line. */
	readonly path: string;
}

/** The way that is kept on show, in milliseconds. */
const TRAIL_MS = 1200;
/** Points of the way at most, whatever the rate. */
const TRAIL_POINTS = 60;
/** A gaze that is less probable than this is not one. */
const SURE = 0.5;

const X = 0;
const Y = 1;
const CONFIDENCE = 2;

/** The gaze at an instant of device time; undefined before the first sample. */
export function gazeTrail(ring: SampleRing, until: number): GazeTrail | undefined {
	const last = ring.indexAfter(until) - 1;
	if (last < 0) return undefined;
	const t = ring.time(last);
	const first = Math.max(0, ring.indexAfter(t - TRAIL_MS));
	const step = Math.max(1, Math.ceil((last - first + 1) / TRAIL_POINTS));
	const points: string[] = [];
	// Counted from the newest, so that a moving way keeps its points.
	for (let index = last; index >= first; index -= step) {
		if (isSure(ring, index)) points.push(`${hundredths(ring, index, X)},${hundredths(ring, index, Y)}`);
	}
	const sure = isSure(ring, last);
	return {
		t,
		x: sure ? hundredths(ring, last, X) : undefined,
		y: sure ? hundredths(ring, last, Y) : undefined,
		sure,
		path: points.join(" "),
	};
}

function isSure(ring: SampleRing, index: number): boolean {
	const confidence = ring.value(index, CONFIDENCE);
	const known = Number.isFinite(ring.value(index, X)) && Number.isFinite(ring.value(index, Y));
	return known && !(confidence < SURE);
}

/** A gaze beyond the field of view stands at its edge. */
function hundredths(ring: SampleRing, index: number, field: number): number {
	return Math.round(1000 * Math.min(1, Math.max(0, ring.value(index, field)))) / 10;
}
