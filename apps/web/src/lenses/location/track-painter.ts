import type { Map as LeafletMap, Point } from "leaflet";
import { distance } from "./geodesy.ts";
import type { MapTrack } from "./map-track.ts";
import type { TrackPoint } from "./track.ts";

/** How tracks are coloured. */
export interface TrackColors {
	readonly of: (token: string) => string;
	readonly ink: string;
	readonly halo: string;
	readonly text: string;
}

/** An accuracy circle smaller than this says nothing, pixels. */
const MIN_ACCURACY_PX = 9;

/** Draws a track: trail (bright within the window, pale before), accuracy, newest position with direction. */
export function paintTrack(
	context: CanvasRenderingContext2D,
	map: LeafletMap,
	track: MapTrack,
	brightFromMs: number,
	chosen: boolean,
	colors: TrackColors,
): void {
	const stroke = colors.of(track.token);
	context.lineJoin = "round";
	context.lineCap = "round";
	context.setLineDash([...track.dash]);
	for (const part of track.parts) {
		paintTrail(context, map, part, stroke, 0.35, chosen ? 3 : 2);
		const bright = part.findIndex((point) => point.timeMs >= brightFromMs);
		if (bright !== -1)
			paintTrail(context, map, part.slice(Math.max(0, bright - 1)), stroke, 1, chosen ? 4 : 3);
	}
	context.globalAlpha = 1;
	context.setLineDash([]);
	const { last } = track;
	if (!last) return;
	const at = map.latLngToContainerPoint([last.latitude, last.longitude]);
	paintAccuracy(context, map, last, at, stroke);
	context.globalAlpha = track.fresh ? 1 : 0.6;
	paintHead(context, at, track.fresh ? track.movement.headingDeg : undefined, stroke, colors, chosen);
	context.globalAlpha = 1;
}

/** A rectangle on the screen, pixels. */
interface Box {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** Writes the tracks' names beside their positions, the first ones first; a name that would cover another is left out. */
export function paintNames(
	context: CanvasRenderingContext2D,
	map: LeafletMap,
	tracks: readonly MapTrack[],
	colors: TrackColors,
): void {
	context.font = '600 12.5px "Inter Variable", system-ui, sans-serif';
	const taken: Box[] = [];
	for (const { last, name } of tracks) {
		if (!last) continue;
		const at = map.latLngToContainerPoint([last.latitude, last.longitude]);
		const width = context.measureText(name).width;
		const box = { left: at.x + 14, right: at.x + 20 + width, top: at.y - 9, bottom: at.y + 9 };
		if (taken.some((other) => overlap(box, other))) continue;
		taken.push(box);
		paintName(context, at, name, colors);
	}
}

function overlap(a: Box, b: Box): boolean {
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function paintTrail(
	context: CanvasRenderingContext2D,
	map: LeafletMap,
	points: readonly TrackPoint[],
	stroke: string,
	alpha: number,
	width: number,
): void {
	context.globalAlpha = alpha;
	context.strokeStyle = stroke;
	context.lineWidth = width;
	context.beginPath();
	points.forEach((point, index) => {
		const at = map.latLngToContainerPoint([point.latitude, point.longitude]);
		if (index === 0) context.moveTo(at.x, at.y);
		else context.lineTo(at.x, at.y);
	});
	context.stroke();
}

function paintAccuracy(
	context: CanvasRenderingContext2D,
	map: LeafletMap,
	last: TrackPoint,
	at: Point,
	stroke: string,
): void {
	const aside = map.containerPointToLatLng([at.x + 50, at.y]);
	const pixelM = distance(last, { latitude: aside.lat, longitude: aside.lng }) / 50;
	const radius = last.accuracyM / pixelM;
	if (!(radius > MIN_ACCURACY_PX) || radius > 4000) return;
	context.globalAlpha = 0.14;
	context.fillStyle = stroke;
	context.beginPath();
	context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
	context.fill();
	context.globalAlpha = 1;
}

function paintHead(
	context: CanvasRenderingContext2D,
	at: Point,
	headingDeg: number | undefined,
	fill: string,
	colors: TrackColors,
	chosen: boolean,
): void {
	const radius = chosen ? 9 : 7;
	context.fillStyle = fill;
	context.strokeStyle = colors.halo;
	context.lineWidth = 2;
	context.beginPath();
	if (headingDeg === undefined) context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
	else {
		const turn = (degrees: number, length: number): [number, number] => {
			const angle = ((headingDeg + degrees - 90) * Math.PI) / 180;
			return [at.x + Math.cos(angle) * length, at.y + Math.sin(angle) * length];
		};
		context.moveTo(...turn(0, radius * 1.7));
		context.lineTo(...turn(140, radius * 1.3));
		context.lineTo(...turn(180, radius * 0.5));
		context.lineTo(...turn(220, radius * 1.3));
		context.closePath();
	}
	context.fill();
	context.stroke();
}

function paintName(context: CanvasRenderingContext2D, at: Point, name: string, colors: TrackColors): void {
	context.textAlign = "left";
	context.lineWidth = 4;
	context.strokeStyle = colors.halo;
	context.strokeText(name, at.x + 16, at.y + 4);
	context.fillStyle = colors.text;
	context.fillText(name, at.x + 16, at.y + 4);
}
