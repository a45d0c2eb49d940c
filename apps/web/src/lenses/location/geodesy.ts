/** A place on the WGS 84 globe, degrees. */
export interface Place {
	readonly latitude: number;
	readonly longitude: number;
}

/** Mean radius of the Earth, metres (IUGG). */
export const EARTH_RADIUS_M = 6_371_008.8;

const RADIANS = Math.PI / 180;

/** Great-circle distance in metres (haversine formula; within 0.6 % of the ellipsoid). */
export function distance(a: Place, b: Place): number {
	const dLat = (b.latitude - a.latitude) * RADIANS;
	const dLon = (b.longitude - a.longitude) * RADIANS;
	const cosines = Math.cos(a.latitude * RADIANS) * Math.cos(b.latitude * RADIANS);
	const h = Math.sin(dLat / 2) ** 2 + cosines * Math.sin(dLon / 2) ** 2;
	return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Initial course from one place to another, degrees clockwise from north in [0, 360). */
export function bearing(a: Place, b: Place): number {
	const dLon = (b.longitude - a.longitude) * RADIANS;
	const lat1 = a.latitude * RADIANS;
	const lat2 = b.latitude * RADIANS;
	const y = Math.sin(dLon) * Math.cos(lat2);
	const x = Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(dLon);
	return (Math.atan2(y, x) / RADIANS + 360) % 360;
}

/** The place reached by going `metres` along a great circle that starts at `course` degrees. */
export function destination(from: Place, course: number, metres: number): Place {
	const angle = metres / EARTH_RADIUS_M;
	const lat1 = from.latitude * RADIANS;
	const sinLat2 =
		Math.sin(lat1) * Math.cos(angle) + Math.cos(lat1) * Math.sin(angle) * Math.cos(course * RADIANS);
	const y = Math.sin(course * RADIANS) * Math.sin(angle) * Math.cos(lat1);
	const x = Math.cos(angle) - Math.sin(lat1) * sinLat2;
	const longitude = from.longitude + Math.atan2(y, x) / RADIANS;
	return { latitude: Math.asin(sinLat2) / RADIANS, longitude: ((longitude + 540) % 360) - 180 };
}

/** Metres of one degree of latitude and of longitude at a latitude, on the sphere. */
export function metresPerDegree(latitude: number): { latitude: number; longitude: number } {
	const one = EARTH_RADIUS_M * RADIANS;
	return { latitude: one, longitude: one * Math.max(0.01, Math.cos(latitude * RADIANS)) };
}

const POINTS = [
	"north",
	"north-east",
	"east",
	"south-east",
	"south",
	"south-west",
	"west",
	"north-west",
] as const;

/** A course as one of eight directions in words. */
export function compassPoint(course: number): string {
	const index = Math.round((((course % 360) + 360) % 360) / 45) % 8;
	return POINTS[index] ?? "north";
}

/** A length for a person: metres below a kilometre, then kilometres with one digit below ten. */
export function formatLength(metres: number): string {
	if (metres < 10) return `${Number(metres.toFixed(1))} m`;
	if (metres < 1000) return `${Math.round(metres)} m`;
	const km = metres / 1000;
	return km < 10 ? `${Number(km.toFixed(1))} km` : `${Math.round(km)} km`;
}
