import type { Person } from "../physiology/person.ts";
import { type Generator, rounded } from "./generator.ts";

/** Interval between the last two beats in ms, once for each beat of the series the ECG shows. */
export class RrGenerator implements Generator {
	readonly #person: Person;

	constructor(person: Person) {
		this.#person = person;
	}

	sample(_index: number, timeS: number, stepS: number): number | undefined {
		const { heart } = this.#person;
		const beat = heart.lastBeat(timeS);
		if (beat.timeS <= timeS - stepS) return undefined;
		return rounded(1000 * (beat.timeS - heart.beat(beat.index - 1).timeS), 0);
	}
}
