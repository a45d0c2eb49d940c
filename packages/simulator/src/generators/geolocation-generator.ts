import { deriveSeed } from "../random/hash.ts";
import { ToneNoise } from "../random/tone-noise.ts";
import { METRES_PER_DEGREE, metresPerDegreeEast, type Track, type TrackState } from "../tracks/track.ts";
import { type Generator, rounded } from "./generator.ts";

/** Share of the stated accuracy that is the standard deviation of the error. */
const ERROR_SHARE = 0.25;

/** Readings of a receiver that moves along a track, with its slowly wandering error. */
export class GeolocationGenerator implements Generator {
	readonly #track: Track;
	readonly #accuracyM: number;
	readonly #errorEast: ToneNoise;
	readonly #errorNorth: ToneNoise;

	/** @param accuracyM stated accuracy, m; 0 for positions as they are. */
	constructor(track: Track, seed: number, accuracyM: number) {
		this.#track = track;
		this.#accuracyM = accuracyM;
		this.#errorEast = receiverError(deriveSeed(seed, "east"), accuracyM);
		this.#errorNorth = receiverError(deriveSeed(seed, "north"), accuracyM);
	}

	sample(_index: number, timeS: number): Record<string, number | string> {
		const position = this.#track.positionAt(timeS);
		const north = this.#errorNorth.at(timeS) / METRES_PER_DEGREE;
		const east = this.#errorEast.at(timeS) / metresPerDegreeEast(position.latitude);
		return {
			latitude: rounded(position.latitude + north, 7),
			longitude: rounded(position.longitude + east, 7),
			accuracy: rounded(Math.max(1, this.#accuracyM), 1),
			...(position.altitudeM === undefined ? {} : { altitude: rounded(position.altitudeM, 1) }),
			speed: rounded(position.speedMps, 2),
			heading: rounded(position.headingDeg, 1) % 360,
			status: "high_accuracy",
		};
	}

	state(timeS: number): TrackState & { latitude: number; longitude: number } {
		const { latitude, longitude } = this.#track.positionAt(timeS);
		return { progress: this.#track.progressAt(timeS), at_s: timeS, latitude, longitude };
	}
}

function receiverError(seed: number, accuracyM: number): ToneNoise {
	return new ToneNoise(seed, ERROR_SHARE * accuracyM, {
		fromHz: 0.001,
		toHz: 0.02,
		power: (frequency) => frequency ** -1.5,
		tones: 8,
	});
}
