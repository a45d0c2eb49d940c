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

/** A path through time; times are seconds since the simulation's epoch. */
export interface Track {
	positionAt(timeS: number): Position;
	/** How far along its way a track is, in a measure of its own. */
	progressAt(timeS: number): number;
}

/** Where a track was at one moment, to go on from there. */
export interface TrackState {
	progress: number;
	/** The moment, seconds since the simulation's epoch. */
	at_s: number;
}

/** Reads a kept track state; undefined when it is none. */
export function readTrackState(value: unknown): TrackState | undefined {
	const { progress, at_s } = (value ?? {}) as Partial<TrackState>;
	if (!Number.isFinite(progress) || !Number.isFinite(at_s)) return undefined;
	return { progress: progress as number, at_s: at_s as number };
}

/** Heading of a movement east and north, degrees clockwise from north. */
export function headingOf(east: number, north: number): number {
	return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
}
