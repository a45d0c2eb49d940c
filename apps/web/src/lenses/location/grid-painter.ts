import type { Map as LeafletMap, Point } from "leaflet";
import { distance, formatLength, type Place } from "./geodesy.ts";
import {
	type Bounds,
	type GridLine,
	graticule,
	METRIC_GRID_LIMIT_M,
	metricGrid,
	ring,
	roundStep,
} from "./metric-grid.ts";

/** Colours of the grid. */
export interface GridColors {
	readonly line: string;
	readonly text: string;
}

/** Opacity of ordinary lines, and of every fifth one and the rings. */
const FAINT = 0.22;
const CLEAR = 0.6;

/** Pixels between two lines, at least. */
const LINE_PX = 84;

/** Which grid is on screen: metres from an anchor, or degrees. */
export interface GridInfo {
	readonly kind: "metres" | "degrees";
	/** Distance between two lines, metres; only for metres. */
	readonly stepM: number;
}

/** The grid that suits a map: metres when it shows less than some hundred kilometres and there is an anchor. */
export function gridInfo(map: LeafletMap, anchor: Place | undefined): GridInfo {
	const size = map.getSize();
	const centre = map.getCenter();
	const one = map.containerPointToLatLng([size.x / 2 + 100, size.y / 2]);
	const pixelM = distance(place(centre), place(one)) / 100;
	const metres = anchor !== undefined && pixelM * size.x < METRIC_GRID_LIMIT_M;
	return { kind: metres ? "metres" : "degrees", stepM: roundStep(pixelM * LINE_PX) };
}

/** Draws the grid under the tracks and, around `centre`, rings of equal distance with their lengths. */
export function paintGrid(
	context: CanvasRenderingContext2D,
	map: LeafletMap,
	size: Point,
	anchor: Place | undefined,
	centre: Place | undefined,
	colors: GridColors,
): void {
	const info = gridInfo(map, anchor);
	const bounds = boundsOf(map);
	const lines = info.kind === "metres" && anchor ? metricGrid(bounds, anchor, info.stepM) : graticule(bounds);
	context.font = '12px "Inter Variable", system-ui, sans-serif';
	context.lineWidth = 1;
	for (const line of lines) paintLine(context, map, size, line, colors);
	if (info.kind === "metres" && centre) {
		for (const factor of [1, 2, 4]) paintRing(context, map, centre, info.stepM * factor, colors);
	}
}

function paintLine(
	context: CanvasRenderingContext2D,
	map: LeafletMap,
	size: Point,
	line: GridLine,
	colors: GridColors,
): void {
	const isRow = line.axis === "latitude";
	const at = map.latLngToContainerPoint(
		isRow ? [line.at, map.getCenter().lng] : [map.getCenter().lat, line.at],
	);
	const offset = Math.round(isRow ? at.y : at.x) + 0.5;
	context.strokeStyle = colors.line;
	context.globalAlpha = line.major ? CLEAR : FAINT;
	context.beginPath();
	context.moveTo(isRow ? 0 : offset, isRow ? offset : 0);
	context.lineTo(isRow ? size.x : offset, isRow ? offset : size.y);
	context.stroke();
	context.globalAlpha = 1;
	context.fillStyle = colors.text;
	context.textAlign = isRow ? "left" : "center";
	if (isRow && offset > 30 && offset < size.y - 40) context.fillText(line.label, 6, offset - 4);
	if (!isRow && offset > 60 && offset < size.x - 50) context.fillText(line.label, offset, 16);
}

function paintRing(
	context: CanvasRenderingContext2D,
	map: LeafletMap,
	centre: Place,
	radiusM: number,
	colors: GridColors,
): void {
	const points = ring(centre, radiusM).map((each) =>
		map.latLngToContainerPoint([each.latitude, each.longitude]),
	);
	context.strokeStyle = colors.line;
	context.globalAlpha = CLEAR;
	context.setLineDash([3, 4]);
	context.beginPath();
	points.forEach((point, index) => {
		if (index === 0) context.moveTo(point.x, point.y);
		else context.lineTo(point.x, point.y);
	});
	context.stroke();
	context.setLineDash([]);
	context.globalAlpha = 1;
	const east = points[Math.round(points.length / 8)];
	if (!east) return;
	context.fillStyle = colors.text;
	context.textAlign = "left";
	context.fillText(formatLength(radiusM), east.x + 4, east.y - 4);
}

function boundsOf(map: LeafletMap): Bounds {
	const bounds = map.getBounds();
	return {
		south: bounds.getSouth(),
		west: bounds.getWest(),
		north: bounds.getNorth(),
		east: bounds.getEast(),
	};
}

function place(point: { lat: number; lng: number }): Place {
	return { latitude: point.lat, longitude: point.lng };
}
