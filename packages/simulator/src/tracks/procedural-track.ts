import { deriveSeed, uniformAt } from "../random/hash.ts";
import { ToneNoise } from "../random/tone-noise.ts";
import { ClosedRoute } from "./closed-route.ts";
import {
	headingOf,
	METRES_PER_DEGREE,
	metresPerDegreeEast,
	type Position,
	type Track,
	type TrackState,
} from "./track.ts";
import { TRAVEL_MODES, type TravelModeName } from "./travel-modes.ts";

export interface ProceduralTrackOptions {
	seed: number;
	mode: TravelModeName;
	/** Centre of the route, degrees. */
	latitude: number;
	longitude: number;
	/** Radius of the route, m; that of the mode when absent. */
	radiusM?: number;
	/** Mean speed, m/s; that of the mode when absent. */
	speedMps?: number;
	/** Goes on from there, even when the speed is another than before. */
	kept?: TrackState | undefined;
}

/**
 * A made-up journey that a body could make: along a smooth closed way at a speed that changes gently.
 *
 * The distance travelled is the exact integral of the speed, so position, speed and heading agree at any time.
 */
export class ProceduralTrack implements Track {
	readonly #options: ProceduralTrackOptions;
	readonly #route: ClosedRoute;
	readonly #speed: number;
	readonly #startM: number;
	readonly #changes: ToneNoise;
	readonly #climb: ToneNoise;
	readonly #altitude: number;

	constructor(options: ProceduralTrackOptions) {
		const { seed } = options;
		const mode = TRAVEL_MODES[options.mode];
		this.#options = options;
		this.#route = new ClosedRoute(deriveSeed(seed, "route"), options.radiusM ?? mode.radius);
		this.#speed = options.speedMps ?? mode.speed;
		this.#changes = slowNoise(deriveSeed(seed, "speed"), this.#speed * mode.variation);
		this.#climb = slowNoise(deriveSeed(seed, "climb"), mode.climb);
		this.#altitude = mode.altitude;
		this.#startM = options.kept
			? options.kept.progress - this.#travelled(options.kept.at_s)
			: this.#route.lengthM * uniformAt(deriveSeed(seed, "start"), 0);
	}

	/** Distance travelled, m. */
	progressAt(timeS: number): number {
		return this.#startM + this.#travelled(timeS);
	}

	positionAt(timeS: number): Position {
		const point = this.#route.at(this.progressAt(timeS));
		const { latitude, longitude } = this.#options;
		return {
			latitude: latitude + point.north / METRES_PER_DEGREE,
			longitude: longitude + point.east / metresPerDegreeEast(latitude),
			altitudeM: this.#altitude + this.#climb.at(timeS),
			speedMps: this.#speed + this.#changes.at(timeS),
			headingDeg: headingOf(point.directionEast, point.directionNorth),
		};
	}

	#travelled(timeS: number): number {
		return this.#speed * timeS + this.#changes.integralAt(timeS);
	}
}

function slowNoise(seed: number, deviation: number): ToneNoise {
	return new ToneNoise(seed, deviation, { fromHz: 0.002, toHz: 0.025, power: (f) => 1 / f, tones: 8 });
}
