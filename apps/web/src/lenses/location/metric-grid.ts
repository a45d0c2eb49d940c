import { destination, formatLength, metresPerDegree, type Place } from "./geodesy.ts";

/** Edges of what the map shows, degrees. */
export interface Bounds {
	readonly south: number;
	readonly west: number;
	readonly north: number;
	readonly east: number;
}

/** One line of a grid: a meridian or parallel at `at` degrees and the label at its end. */
export interface GridLine {
	readonly axis: "latitude" | "longitude";
	readonly at: number;
	readonly label: string;
	/** True for every fifth line and the lines through the anchor. */
	readonly major: boolean;
}

/** Lines drawn at most per axis, so that an odd zoom can never flood the canvas. */
export const MAX_GRID_LINES = 60;

/** Maps wider than this many metres get degrees instead of metres. */
export const METRIC_GRID_LIMIT_M = 400_000;

/** The round length (1, 2 or 5 times a power of ten) next above `metres`. */
export function roundStep(metres: number): number {
	const power = 10 ** Math.floor(Math.log10(metres));
	const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= metres * 0.999) ?? 10;
	return factor * power;
}

/**
 * Lines every `stepM` metres north, south, east and west of an anchor, labelled with their distance from it.
 *
 * Uses the local scale at the anchor's latitude: within a few hundred kilometres the lines are off by less than
 * their width.
 */
export function metricGrid(bounds: Bounds, anchor: Place, stepM: number): GridLine[] {
	const scale = metresPerDegree(anchor.latitude);
	const rows = axisLines("latitude", bounds.south, bounds.north, anchor.latitude, stepM, scale.latitude);
	const columns = axisLines("longitude", bounds.west, bounds.east, anchor.longitude, stepM, scale.longitude);
	return [...rows, ...columns];
}

function axisLines(
	axis: GridLine["axis"],
	low: number,
	high: number,
	anchor: number,
	stepM: number,
	metresPerDeg: number,
): GridLine[] {
	const step = stepM / metresPerDeg;
	const first = Math.ceil((low - anchor) / step);
	const last = Math.floor((high - anchor) / step);
	if (last - first >= MAX_GRID_LINES) return [];
	const [plus, minus] = axis === "latitude" ? ["N", "S"] : ["E", "W"];
	return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
		const k = first + index;
		const label = k === 0 ? "0" : `${formatLength(Math.abs(k) * stepM)} ${k > 0 ? plus : minus}`;
		return { axis, at: anchor + k * step, label, major: k % 5 === 0 };
	});
}

const DEGREE_STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 45] as const;

/** Meridians and parallels for a wide map, about `target` of them across. */
export function graticule(bounds: Bounds, target = 6): GridLine[] {
	const span = Math.max(bounds.east - bounds.west, bounds.north - bounds.south);
	const step = DEGREE_STEPS.find((candidate) => span / candidate <= target) ?? 45;
	const digits = step < 1 ? 1 : 0;
	const lines: GridLine[] = [];
	for (const axis of ["latitude", "longitude"] as const) {
		const [low, high] = axis === "latitude" ? [bounds.south, bounds.north] : [bounds.west, bounds.east];
		const limit = axis === "latitude" ? 85 : 540;
		const first = Math.ceil(Math.max(low, -limit) / step);
		const last = Math.floor(Math.min(high, limit) / step);
		for (let k = first; k <= last && k - first < MAX_GRID_LINES; k++) {
			lines.push({ axis, at: k * step, label: degreeLabel(axis, k * step, digits), major: k === 0 });
		}
	}
	return lines;
}

function degreeLabel(axis: GridLine["axis"], degrees: number, digits: number): string {
	const wrapped = axis === "longitude" ? ((((degrees + 180) % 360) + 360) % 360) - 180 : degrees;
	if (Math.abs(wrapped) < 1e-9) return "0°";
	const letter = axis === "latitude" ? (wrapped > 0 ? "N" : "S") : wrapped > 0 ? "E" : "W";
	return `${Math.abs(wrapped).toFixed(digits)}° ${letter}`;
}

/** The outline of a circle around a place, as `points` places. */
export function ring(centre: Place, radiusM: number, points = 72): Place[] {
	return Array.from({ length: points + 1 }, (_, index) =>
		destination(centre, (index * 360) / points, radiusM),
	);
}
