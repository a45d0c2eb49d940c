import { deriveSeed, noiseAt, uniformAt } from "../random/hash.ts";
import { ToneNoise } from "../random/tone-noise.ts";

/** Visual angle of the scene's width and height, degrees. */
export const SCENE_DEG = 40;
/** Mean length of a fixation with the saccade before it, s; each begins up to 30 % of that sooner or later. */
const FIXATION_S = 0.38;
const IRREGULARITY = 0.6;
/** Fixations that stay near one thing before the eye turns to another. */
const STAY = 7;
/**
 * Main sequence: the peak speed of a saccade grows with its size and saturates, V = V₀·(1 − exp(−A/c)) with V₀ in °/s
 * and c in degrees (Bahill, Clark & Stark 1975).
 */
const SATURATION = 600;
const CONSTANT = 12;
/** Peak over mean speed of a movement of minimum jerk. */
const PEAK = 1.875;

/** Where the eye rests. */
interface Fixation {
	x: number;
	y: number;
	/** Start of the saccade that leads there, s. */
	startS: number;
}

/** Peak speed in °/s of a saccade of some degrees. */
export function mainSequenceSpeed(amplitudeDeg: number): number {
	return SATURATION * (1 - Math.exp(-amplitudeDeg / CONSTANT));
}

/**
 * The way a gaze takes over a scene: fixations with a slow drift, joined by saccades.
 *
 * A saccade is a movement of minimum jerk whose peak speed is that of the main sequence.
 */
export class GazePath {
	readonly #seed: number;
	readonly #driftX: ToneNoise;
	readonly #driftY: ToneNoise;

	constructor(seed: number) {
		this.#seed = deriveSeed(seed, "gaze");
		const drift = (axis: string): ToneNoise =>
			new ToneNoise(deriveSeed(seed, `drift ${axis}`), 0.12 / SCENE_DEG, {
				fromHz: 0.5,
				toHz: 6,
				power: (frequency) => 1 / frequency,
				tones: 5,
			});
		this.#driftX = drift("x");
		this.#driftY = drift("y");
	}

	/** Point looked at, as shares of the scene's width and height from its upper left corner. */
	at(timeS: number): { x: number; y: number } {
		let number = Math.floor(timeS / FIXATION_S);
		if (this.#startOf(number) > timeS) number -= 1;
		else if (this.#startOf(number + 1) <= timeS) number += 1;
		const [from, to] = [this.#fixation(number - 1), this.#fixation(number)];
		const amplitude = SCENE_DEG * Math.hypot(to.x - from.x, to.y - from.y);
		const durationS = amplitude === 0 ? 0 : (PEAK * amplitude) / mainSequenceSpeed(amplitude);
		const way = minimumJerk(durationS === 0 ? 1 : (timeS - to.startS) / durationS);
		return {
			x: from.x + way * (to.x - from.x) + this.#driftX.at(timeS),
			y: from.y + way * (to.y - from.y) + this.#driftY.at(timeS),
		};
	}

	#startOf(number: number): number {
		return (number + IRREGULARITY * (uniformAt(this.#seed, 4 * number) - 0.5)) * FIXATION_S;
	}

	#fixation(number: number): Fixation {
		const seed = this.#seed ^ 0x3c6ef372;
		const thing = Math.floor(number / STAY);
		const place = (axis: number): number => {
			const around = 0.5 + 0.16 * noiseAt(seed, 2 * thing + axis);
			const exact = around + 0.06 * noiseAt(this.#seed, 4 * number + 1 + axis);
			return Math.min(0.98, Math.max(0.02, exact));
		};
		return { x: place(0), y: place(1), startS: this.#startOf(number) };
	}
}

/** Share of the way covered after a share of the time: 10τ³ − 15τ⁴ + 6τ⁵. */
function minimumJerk(share: number): number {
	if (share <= 0) return 0;
	if (share >= 1) return 1;
	return share ** 3 * (10 - 15 * share + 6 * share * share);
}
