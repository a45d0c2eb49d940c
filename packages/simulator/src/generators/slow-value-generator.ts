import { deriveSeed, noiseAt } from "../random/hash.ts";
import { meanReverting } from "../random/mean-reverting.ts";
import { type ToneNoise, traitOf } from "../random/tone-noise.ts";
import { type Generator, rounded } from "./generator.ts";

const DAY_S = 86_400;

export interface SlowValueParams {
	/** Long-time mean, and how devices differ from it (one standard deviation). */
	mean: number;
	spread: number;
	/** Size of the mean-reverting variation (one standard deviation) and its time constant in s. */
	sd: number;
	tau_s: number;
	/** Height of the daily curve and the hour (UTC) of its maximum. */
	diurnal: number;
	peak_hour: number;
	/** Noise of each reading, one standard deviation. */
	noise: number;
	min: number;
	max: number;
	digits: number;
}

/**
 * A quantity that wanders around a mean: temperature, humidity, pressure, oxygen saturation and the like.
 *
 * Mean-reverting noise (the spectrum of an Ornstein–Uhlenbeck process), a daily curve, and noise of the reading.
 */
export class SlowValueGenerator implements Generator {
	readonly #params: SlowValueParams;
	readonly #mean: number;
	readonly #readingSeed: number;
	readonly #variation: ToneNoise;

	constructor(seed: number, params: SlowValueParams) {
		this.#params = params;
		this.#mean = traitOf(deriveSeed(seed, "mean"), params.mean, params.spread);
		this.#readingSeed = deriveSeed(seed, "reading");
		this.#variation = meanReverting(deriveSeed(seed, "variation"), params.sd, params.tau_s);
	}

	sample(index: number, timeS: number): number {
		const { diurnal, digits, max, min, noise, peak_hour } = this.#params;
		const day = Math.cos((2 * Math.PI * ((timeS - peak_hour * 3600) % DAY_S)) / DAY_S);
		const value =
			this.#mean + this.#variation.at(timeS) + diurnal * day + noise * noiseAt(this.#readingSeed, index);
		return rounded(Math.min(max, Math.max(min, value)), digits);
	}
}
