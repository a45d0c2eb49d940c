/** A recorded place; its time only when the file states one. */
export interface TrackPoint {
	latitude: number;
	longitude: number;
	elevationM?: number;
	/** ms since the epoch. */
	timeMs?: number;
}

const POINT = /<(trkpt|rtept)\b([^>]*?)(?:\/>|>([\s\S]*?)<\/\1>)/g;

/**
 * Reads the points of all tracks and routes of a GPX document in their order.
 *
 * Points without a readable position are left out.
 */
export function parseGpx(text: string): TrackPoint[] {
	const points: TrackPoint[] = [];
	for (const [, , attributes = "", body = ""] of text.matchAll(POINT)) {
		const latitude = attribute(attributes, "lat");
		const longitude = attribute(attributes, "lon");
		if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) continue;
		const elevationM = Number.parseFloat(element(body, "ele"));
		const timeMs = Date.parse(element(body, "time"));
		points.push({
			latitude,
			longitude,
			...(Number.isFinite(elevationM) ? { elevationM } : {}),
			...(Number.isFinite(timeMs) ? { timeMs } : {}),
		});
	}
	return points;
}

function attribute(text: string, name: string): number {
	return Number.parseFloat(new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`).exec(text)?.[1] ?? "");
}

function element(text: string, name: string): string {
	return new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]?.trim() ?? "";
}
