/** Mean length of a degree of latitude, m (mean earth radius 6 371 008.8 m). */
export const METRES_PER_DEGREE = 111_195.08;

/** Length of a degree of longitude at a latitude, m. */
export function metresPerDegreeEast(latitude: number): number {
	return METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
}

/** Where something is and how it moves. */
export interface Position {
	/** Degrees north and east. */
	latitude: number;
	longitude: number;
	altitudeM?: number;
	/** Speed over ground, m/s. */
	speedMps: number;
	/** Direction of movement in degrees clockwise from north, 0 ≤ h < 360. */
	headingDeg: number;
}

/** A path through time. */
export interface Track {
	/** Position at a time in seconds since the simulation's epoch. */
	positionAt(timeS: number): Position;
}

/** Heading of a movement east and north, degrees clockwise from north. */
export function headingOf(east: number, north: number): number {
	return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
}
