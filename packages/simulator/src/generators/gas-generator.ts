import { deriveSeed, noiseAt } from "../random/hash.ts";
import { meanReverting } from "../random/mean-reverting.ts";
import type { ToneNoise } from "../random/tone-noise.ts";
import { dailyCurve } from "../sky/sky.ts";
import { type Generator, rounded } from "./generator.ts";

/** Carbon dioxide of fresh air, ppm, below which no reading falls, and the largest readings of such sensors. */
const FRESH_AIR = 400;
const MOST_ECO2 = 8_192;
const MOST_TVOC = 1_187;

export interface GasParams {
	/** Usual carbon dioxide of the room, ppm, and its variation, as a share of what people add to fresh air. */
	mean_ppm: number;
	variation: number;
	/** Time constant of the air's exchange, s. */
	tau_s: number;
	/** Organic vapours, ppb for each ppm of carbon dioxide that people add. */
	tvoc_per_ppm: number;
}

/** Air of a room: people add carbon dioxide and vapours, both by the same breath, and the air is exchanged slowly. */
export class GasGenerator implements Generator {
	readonly #params: GasParams;
	readonly #people: ToneNoise;
	readonly #vapours: ToneNoise;
	readonly #noiseSeed: number;

	constructor(seed: number, params: GasParams) {
		this.#params = params;
		this.#people = meanReverting(deriveSeed(seed, "people"), 1, params.tau_s);
		this.#vapours = meanReverting(deriveSeed(seed, "vapours"), 1, params.tau_s / 3);
		this.#noiseSeed = deriveSeed(seed, "reading");
	}

	sample(index: number, timeS: number): { eco2: number; tvoc: number } {
		const { mean_ppm, tvoc_per_ppm, variation } = this.#params;
		const busy = 1 + 0.4 * dailyCurve(timeS, 14) + variation * this.#people.at(timeS);
		const added = (mean_ppm - FRESH_AIR) * Math.max(0, busy);
		const noise = (which: number): number => noiseAt(this.#noiseSeed, 2 * index + which);
		const eco2 = FRESH_AIR + added + 6 * noise(0);
		const tvoc = tvoc_per_ppm * added * Math.exp(0.2 * this.#vapours.at(timeS)) + 2 * noise(1);
		return {
			eco2: rounded(Math.min(MOST_ECO2, Math.max(FRESH_AIR, eco2)), 0),
			tvoc: rounded(Math.min(MOST_TVOC, Math.max(0, tvoc)), 0),
		};
	}
}
