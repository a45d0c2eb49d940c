import { heartRateVariability } from "../physiology/heart-statistics.ts";
import type { Person } from "../physiology/person.ts";
import { type Generator, rounded } from "./generator.ts";

export interface HrvParams {
	/** Length of the stretch the figures describe, s. */
	window_s: number;
}

/** RMSSD and SDNN of a person in ms, computed from the beats of the latest window. */
export class HrvGenerator implements Generator {
	readonly #person: Person;
	readonly #params: HrvParams;

	constructor(person: Person, params: HrvParams) {
		this.#person = person;
		this.#params = params;
	}

	sample(_index: number, timeS: number): { rmssd: number; sdnn: number } | undefined {
		const hrv = heartRateVariability(this.#person.heart.beats(timeS - this.#params.window_s, timeS));
		return hrv && { rmssd: rounded(hrv.rmssd, 1), sdnn: rounded(hrv.sdnn, 1) };
	}
}
