import { deriveSeed, uniformAt } from "../random/hash.ts";
import { meanReverting } from "../random/mean-reverting.ts";
import type { ToneNoise } from "../random/tone-noise.ts";
import { Blinks } from "./blinks.ts";
import { GazePath } from "./gaze-path.ts";

/** Glasses are worn in turns of this length, s; in some, they are off for their last part. */
const TURN_S = 600;
const LONGEST_OFF_S = 45;
/** Share of the turns at whose end the glasses are off, where nothing else is said. */
export const USUAL_OFF_TURNS = 0.4;
/** Usual opening of the lids and how much it varies. */
const OPENING = 11;
const OPENING_SD = 0.7;

/** How somebody wears eye-tracking glasses. */
export interface GlassesTraits {
	/** Share of the ten-minute turns at whose end they are off for up to 45 s, 0–1. */
	off_turns: number;
}

/** The eyes of somebody with eye-tracking glasses: gaze, lids and blinks belong together. */
export class Eyes {
	readonly blinks: Blinks;
	readonly #gaze: GazePath;
	readonly #seed: number;
	readonly #offTurns: number;
	readonly #left: ToneNoise;
	readonly #right: ToneNoise;

	constructor(seed: number, glasses: GlassesTraits = { off_turns: USUAL_OFF_TURNS }) {
		this.#seed = deriveSeed(seed, "glasses");
		this.#offTurns = glasses.off_turns;
		this.blinks = new Blinks(seed);
		this.#gaze = new GazePath(seed);
		this.#left = meanReverting(deriveSeed(seed, "left lid"), OPENING_SD, 4);
		this.#right = meanReverting(deriveSeed(seed, "right lid"), OPENING_SD / 4, 4);
	}

	/** Point looked at, 0–1 each way; the confidence falls while the lids cover the pupil. */
	gazeAt(timeS: number): { x: number; y: number; confidence: number } {
		const { x, y } = this.#gaze.at(timeS);
		const clamp = (value: number): number => Math.min(1, Math.max(0, value));
		return { x: clamp(x), y: clamp(y), confidence: clamp(0.97 * (1 - this.blinks.closureAt(timeS)) ** 2) };
	}

	/** Opening of both lids; they move together. */
	apertureAt(timeS: number): { left: number; right: number } {
		const left = OPENING + this.#left.at(timeS);
		const right = left + this.#right.at(timeS);
		const open = 1 - this.blinks.closureAt(timeS);
		return { left: Math.max(0, left * open), right: Math.max(0, right * open) };
	}

	/** Whether the glasses are on. */
	wornAt(timeS: number): boolean {
		const turn = Math.floor(timeS / TURN_S);
		if (uniformAt(this.#seed, 2 * turn) >= this.#offTurns) return true;
		const offS = LONGEST_OFF_S * (0.3 + 0.7 * uniformAt(this.#seed, 2 * turn + 1));
		return timeS - turn * TURN_S < TURN_S - offS;
	}
}
