import { beatVoltage } from "../physiology/ecg-shape.ts";
import type { Beat } from "../physiology/heart-rhythm.ts";
import type { Person } from "../physiology/person.ts";
import { noiseAt } from "../random/hash.ts";
import type { Generator } from "./generator.ts";

const TAU = 2 * Math.PI;

export interface EcgParams {
	/** Frequency of the mains, Hz, and its hum, mV. */
	mains_hz: number;
	mains_mv: number;
	/** Noise of electrode and muscle, one standard deviation, mV. */
	noise_mv: number;
	/** Drift of the baseline with breathing and movement, mV. */
	wander_mv: number;
	/** Factor on the whole heart signal. */
	gain: number;
}

/** A beat together with the interval that led to it. */
interface Timed {
	beat: Beat;
	intervalS: number;
}

/** ECG of a person in mV: a sum of bells for each beat, with wander, mains hum and noise. */
export class EcgGenerator implements Generator {
	readonly #person: Person;
	readonly #seed: number;
	readonly #params: EcgParams;
	#around: readonly [Timed, Timed, Timed] | undefined;

	constructor(person: Person, seed: number, params: EcgParams) {
		this.#person = person;
		this.#seed = seed;
		this.#params = params;
	}

	sample(index: number, timeS: number): number {
		const { gain, mains_hz, mains_mv, noise_mv, wander_mv } = this.#params;
		let voltage = noise_mv * noiseAt(this.#seed, index) + mains_mv * Math.sin(TAU * ((mains_hz * timeS) % 1));
		const breath = this.#person.breath.phaseAt(timeS);
		voltage += wander_mv * (Math.sin(TAU * breath) + Math.sin(TAU * ((0.037 * timeS) % 1)));
		// The chest's expansion changes the resistance: breaths show in the height of the beats.
		const height = gain * (1 + 0.06 * Math.cos(TAU * breath));
		for (const { beat, intervalS } of this.#beatsAround(timeS)) {
			voltage += height * beatVoltage(timeS - beat.timeS, intervalS, beat.ectopic);
		}
		return Math.round(voltage * 1000) / 1000;
	}

	/** The last beat before a time, its predecessor and its successor; kept until the next beat. */
	#beatsAround(timeS: number): readonly [Timed, Timed, Timed] {
		const kept = this.#around;
		if (kept && kept[1].beat.timeS <= timeS && timeS < kept[2].beat.timeS) return kept;
		const last = this.#person.heart.lastBeat(timeS).index;
		this.#around = [this.#timed(last - 1), this.#timed(last), this.#timed(last + 1)];
		return this.#around;
	}

	#timed(index: number): Timed {
		const beat = this.#person.heart.beat(index);
		return { beat, intervalS: beat.timeS - this.#person.heart.beat(index - 1).timeS };
	}
}
