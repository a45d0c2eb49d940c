import type { Person } from "../physiology/person.ts";
import { noiseAt } from "../random/hash.ts";
import { type Generator, rounded } from "./generator.ts";

export interface RespirationParams {
	/** Noise of the belt, one standard deviation, in percent of its range. */
	noise: number;
}

/** Chest expansion of a person in percent of the belt's range. */
export class RespirationGenerator implements Generator {
	readonly #person: Person;
	readonly #seed: number;
	readonly #params: RespirationParams;

	constructor(person: Person, seed: number, params: RespirationParams) {
		this.#person = person;
		this.#seed = seed;
		this.#params = params;
	}

	sample(index: number, timeS: number): number {
		return rounded(this.#person.breathWave.at(timeS) + this.#params.noise * noiseAt(this.#seed, index), 2);
	}
}
