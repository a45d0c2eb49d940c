import { deriveSeed, noiseAt } from "../random/hash.ts";
import { Sky } from "../sky/sky.ts";
import { type Generator, rounded } from "./generator.ts";

export interface LightParams {
	/** Light of a clear noon and of the night, lux. */
	peak_lux: number;
	night_lux: number;
	/** Hour (UTC) of noon, and time from sunrise to sunset, h. */
	peak_hour: number;
	daylight_hours: number;
	/** Cloudiness, 0–1. */
	clouds: number;
	/** Noise of each reading, as a share of it. */
	noise: number;
}

/** Daylight in lux: the sun's height, the clouds before it, and what remains at night. */
export class LightGenerator implements Generator {
	readonly #params: LightParams;
	readonly #sky: Sky;
	readonly #noiseSeed: number;

	constructor(seed: number, params: LightParams) {
		const { clouds, daylight_hours, peak_hour } = params;
		this.#params = params;
		this.#sky = new Sky(seed, { clouds, daylightHours: daylight_hours, peakHour: peak_hour });
		this.#noiseSeed = deriveSeed(seed, "reading");
	}

	sample(index: number, timeS: number): number {
		const { night_lux, noise, peak_lux } = this.#params;
		// A low sun shines through more air.
		const sun = this.#sky.sunAt(timeS) ** 1.3;
		const lux = night_lux + peak_lux * sun * this.#sky.clearnessAt(timeS);
		const reading = Math.max(0, lux * (1 + noise * noiseAt(this.#noiseSeed, index)));
		return rounded(reading, reading < 10 ? 1 : 0);
	}
}
