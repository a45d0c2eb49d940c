import { meanHeartRate } from "../physiology/heart-statistics.ts";
import type { Person } from "../physiology/person.ts";
import { type Generator, rounded } from "./generator.ts";

/** Beats a heart rate is averaged over, as chest belts do. */
const BEATS = 5;

/** Heart rate of a person in beats a minute, over the latest beats of the same series the ECG shows. */
export class HeartRateGenerator implements Generator {
	readonly #person: Person;

	constructor(person: Person) {
		this.#person = person;
	}

	sample(_index: number, timeS: number): number | undefined {
		const last = this.#person.heart.lastBeat(timeS);
		const beats = [this.#person.heart.beat(last.index - BEATS), last];
		const rate = meanHeartRate(beats);
		return rate === undefined ? undefined : rounded(rate, 1);
	}
}
