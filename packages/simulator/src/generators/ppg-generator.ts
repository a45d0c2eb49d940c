import type { Beat } from "../physiology/heart-rhythm.ts";
import type { Person } from "../physiology/person.ts";
import { noiseAt } from "../random/hash.ts";
import { type Generator, rounded } from "./generator.ts";

const TAU = 2 * Math.PI;
/** Time the pulse takes from the R peak to the finger's foot of the wave, s. */
const TRANSIT_S = 0.18;
/** The wave: a fast rise, then the reflected wave behind the notch; times stretch with the interval's square root. */
const SYSTOLIC = { at: 0.14, width: 0.065, height: 1 };
const DICROTIC = { at: 0.36, width: 0.085, height: 0.42 };
/** A premature beat fills the heart less. */
const ECTOPIC_HEIGHT = 0.45;
const SHOWN_BEATS = 2;

export interface PpgParams {
	noise: number;
}

/** Pulse wave of a person, about 0–1: one wave for each beat of the series the ECG shows. */
export class PpgGenerator implements Generator {
	readonly #person: Person;
	readonly #seed: number;
	readonly #noise: number;

	constructor(person: Person, seed: number, params: PpgParams) {
		this.#person = person;
		this.#seed = seed;
		this.#noise = params.noise;
	}

	sample(index: number, timeS: number): number {
		const { breath, heart } = this.#person;
		const arrived = timeS - TRANSIT_S;
		const last = heart.lastBeat(arrived);
		let wave = 0;
		for (let back = 0; back < SHOWN_BEATS; back++)
			wave += this.#waveOf(heart.beat(last.index - back), arrived);
		// Breathing in draws blood to the chest: waves and their baseline sink.
		const breathing = Math.cos(TAU * breath.phaseAt(timeS));
		const value = 0.1 + 0.8 * wave * (1 + 0.07 * breathing) + 0.03 * breathing;
		return rounded(value + this.#noise * noiseAt(this.#seed, index), 3);
	}

	#waveOf(beat: Beat, arrivedS: number): number {
		const intervalS = beat.timeS - this.#person.heart.beat(beat.index - 1).timeS;
		const stretch = Math.sqrt(Math.min(1.3, intervalS));
		const since = (arrivedS - beat.timeS) / stretch;
		let sum = 0;
		for (const { at, height, width } of [SYSTOLIC, DICROTIC]) {
			sum += height * Math.exp(-0.5 * ((since - at) / width) ** 2);
		}
		return beat.ectopic ? ECTOPIC_HEIGHT * sum : sum;
	}
}
