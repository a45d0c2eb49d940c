import { uniformAt } from "../random/hash.ts";
import type { BreathRhythm } from "./breath-rhythm.ts";

/** Share of a breath spent inhaling. */
const INHALE = 0.38;
/** Share of a breath, at its end, in which the chest rests. */
const REST = 0.1;

export interface BreathWaveOptions {
	seed: number;
	/** Probability that a breath is a sigh: half as deep again. */
	sighs: number;
	/** Probability that a breath is held: the chest rests for its whole length. */
	holds: number;
}

/** Chest expansion of a person, in percent of the belt's range: asymmetric breaths of varying depth. */
export class BreathWave {
	readonly #rhythm: BreathRhythm;
	readonly #options: BreathWaveOptions;

	constructor(rhythm: BreathRhythm, options: BreathWaveOptions) {
		this.#rhythm = rhythm;
		this.#options = options;
	}

	/** Expansion at a time in seconds, 0–100 %. */
	at(timeS: number): number {
		const phase = this.#rhythm.phaseAt(timeS);
		const breath = Math.floor(phase);
		return 15 + 52 * this.#depth(breath) * shape(phase - breath);
	}

	/** Whether a breath, by its running number, is held. */
	isHeld(breath: number): boolean {
		return uniformAt(this.#options.seed, 2 * breath) < this.#options.holds;
	}

	/** Depth of a breath relative to a usual one; it scales a shape that begins and ends at 0. */
	#depth(breath: number): number {
		if (this.isHeld(breath)) return 0;
		const { seed, sighs } = this.#options;
		const luck = uniformAt(seed, 2 * breath);
		const depth = 0.88 + 0.24 * uniformAt(seed, 2 * breath + 1);
		return luck > 1 - sighs ? 1.45 * depth : depth;
	}
}

/** One breath from 0 over 1 back to 0: a smooth inhalation, a slower exhalation, a rest. */
function shape(phase: number): number {
	if (phase < INHALE) return (1 - Math.cos((Math.PI * phase) / INHALE)) / 2;
	const out = Math.min(1, (phase - INHALE) / (1 - INHALE - REST));
	// Exhaling starts fast and slows down: the chest recoils.
	return (1 + Math.cos(Math.PI * out ** 0.75)) / 2;
}
