import { deriveSeed, noiseAt, uniformAt } from "../random/hash.ts";
import { meanReverting } from "../random/mean-reverting.ts";
import type { ToneNoise } from "../random/tone-noise.ts";
import { dailyCurve, Sky } from "../sky/sky.ts";
import { oxygenSaturation } from "./oxygen-saturation.ts";
import { Tide } from "./tide.ts";

/** Water a station lies in. */
export interface SeaTraits {
	/** Mean temperature, °C, and salinity, g/kg. */
	temperature: number;
	salinity: number;
	/** Mean depth of the water, m. */
	depth: number;
	/** Greatest height of the tide above the mean, m. */
	tide: number;
	/** Current at the strongest tide, m/s. */
	current: number;
	/** Usual wind, m/s. */
	wind: number;
}

/** Depth of the instruments below the surface, m. */
const INSTRUMENT_M = 2;

/** A quantity of the sea at a time; `index` numbers readings. */
export type SeaReading = (sea: Sea, timeS: number, index: number) => number;

/** Coastal water with its tide, weather and life: quantities that depend on one another do so here too. */
export class Sea {
	readonly #traits: SeaTraits;
	readonly #tide: Tide;
	readonly #sky: Sky;
	readonly #seed: number;
	readonly #floodDeg: number;
	readonly #noises = new Map<string, ToneNoise>();

	constructor(seed: number, traits: SeaTraits) {
		this.#seed = deriveSeed(seed, "sea");
		this.#traits = traits;
		this.#tide = new Tide(this.#seed, traits.tide);
		this.#sky = new Sky(this.#seed, { peakHour: 12, daylightHours: 13, clouds: 0.4 });
		this.#floodDeg = 360 * uniformAt(deriveSeed(this.#seed, "flood"), 0);
	}

	/** °C: follows the sun with a lag; the flood brings cooler water. */
	temperature(timeS: number): number {
		const weather = this.#noise("temperature", 20_000, timeS);
		return (
			this.#traits.temperature +
			0.4 * weather +
			0.35 * dailyCurve(timeS, 16) -
			0.2 * this.#tide.shareAt(timeS)
		);
	}

	/** °C of the uppermost layer, which the sun warms more. */
	surfaceTemperature(timeS: number): number {
		return this.temperature(timeS) + 0.35 + 0.35 * dailyCurve(timeS, 15);
	}

	/** g/kg: the flood brings saltier water. */
	salinity(timeS: number): number {
		const { salinity } = this.#traits;
		const share = Math.min(1, salinity / 20);
		return Math.max(
			0,
			salinity + share * (0.4 * this.#tide.shareAt(timeS) + 0.12 * this.#noise("salinity", 9_000, timeS)),
		);
	}

	/** mg/L: what the water holds at its temperature and salinity, more after a day of light. */
	oxygen(timeS: number): number {
		const share = 0.97 + 0.06 * this.#life(timeS) + 0.01 * this.#noise("oxygen", 3_000, timeS);
		return share * oxygenSaturation(this.temperature(timeS), this.salinity(timeS));
	}

	/** Algae take carbon dioxide out of the water by day: pH rises with oxygen. */
	ph(timeS: number): number {
		return 8.07 + 0.05 * this.#life(timeS) + 0.01 * this.#noise("ph", 5_000, timeS);
	}

	/** m, from the bottom to the surface. */
	depth(timeS: number, index: number): number {
		const ripple = 0.1 * this.waveHeight(timeS) * noiseAt(deriveSeed(this.#seed, "ripple"), index);
		return Math.max(0, this.#traits.depth + this.#tide.heightAt(timeS) + ripple);
	}

	/** m/s towards the coast at flood, negative at ebb. */
	flow(timeS: number): number {
		const meander = 0.05 * this.#traits.current * this.#noise("current", 1_500, timeS);
		return this.#traits.current * this.#tide.flowAt(timeS) + meander;
	}

	/** Degrees clockwise from north that the water flows to. */
	currentDirection(timeS: number): number {
		const turned = this.flow(timeS) < 0 ? 180 : 0;
		return (((this.#floodDeg + turned + 9 * this.#noise("direction", 2_000, timeS)) % 360) + 360) % 360;
	}

	/** m/s. */
	wind(timeS: number): number {
		return (
			this.#traits.wind *
			Math.exp(0.4 * this.#noise("wind", 10_800, timeS) + 0.08 * this.#noise("gusts", 40, timeS))
		);
	}

	/** Significant height, m: swell and a half-developed wind sea, H = 0.0246·U² when fully developed (Pierson & Moskowitz). */
	waveHeight(timeS: number): number {
		const lasting = this.#traits.wind * Math.exp(0.4 * this.#noise("wind", 10_800, timeS));
		const swell = 0.2 * Math.exp(0.3 * this.#noise("swell", 20_000, timeS));
		return Math.hypot(swell, 0.5 * 0.0246 * lasting ** 2);
	}

	/** NTU: current and waves stir up the bottom. */
	turbidity(timeS: number): number {
		const stirred = 0.6 * Math.abs(this.#tide.flowAt(timeS)) + 0.5 * Math.min(3, this.waveHeight(timeS));
		return 1.4 * Math.exp(stirred + 0.15 * this.#noise("turbidity", 1_800, timeS));
	}

	/** W/m² above the water. */
	irradiance(timeS: number): number {
		return 990 * this.#sky.sunAt(timeS) * this.#sky.clearnessAt(timeS);
	}

	/** µmol/m²/s at the instruments: murky water swallows light (Lambert & Beer). */
	photosyntheticLight(timeS: number): number {
		const extinction = 0.12 + 0.03 * this.turbidity(timeS);
		return 2.0 * this.irradiance(timeS) * Math.exp(-extinction * INSTRUMENT_M);
	}

	/** Balance of photosynthesis and breathing, −1 … 1, highest in the afternoon. */
	#life(timeS: number): number {
		return dailyCurve(timeS, 15.5);
	}

	#noise(name: string, tauS: number, timeS: number): number {
		let noise = this.#noises.get(name);
		if (!noise) {
			noise = meanReverting(deriveSeed(this.#seed, name), 1, tauS);
			this.#noises.set(name, noise);
		}
		return noise.at(timeS);
	}
}
