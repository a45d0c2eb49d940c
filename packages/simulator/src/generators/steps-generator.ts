import { uniformAt } from "../random/hash.ts";
import type { Generator } from "./generator.ts";

const MINUTE_S = 60;
const MINUTES = 1_440;
/** A person walks for whole stretches of this many minutes. */
const STRETCH = 4;

export interface StepsParams {
	/** Steps a minute while walking. */
	cadence: number;
	/** Share of the waking hours (UTC 6 to 22) spent walking. */
	walking: number;
}

/** Steps since midnight (UTC): a person walks now and then while awake, in one cadence. */
export class StepsGenerator implements Generator {
	readonly #seed: number;
	readonly #params: StepsParams;
	#day = Number.NaN;
	/** Steps of the day before each of its minutes. */
	readonly #before = new Float64Array(MINUTES + 1);

	constructor(seed: number, params: StepsParams) {
		this.#seed = seed;
		this.#params = params;
	}

	sample(_index: number, timeS: number): number {
		const minutes = timeS / MINUTE_S;
		const day = Math.floor(minutes / MINUTES);
		if (day !== this.#day) this.#count(day);
		const minute = Math.floor(minutes) - day * MINUTES;
		const [before, after] = [this.#before[minute]!, this.#before[minute + 1]!];
		return Math.floor(before + (minutes - Math.floor(minutes)) * (after - before));
	}

	#count(day: number): void {
		this.#day = day;
		for (let minute = 0; minute < MINUTES; minute++) {
			const steps = this.#walks(day, minute) ? this.#params.cadence : 0;
			this.#before[minute + 1] = this.#before[minute]! + steps;
		}
	}

	#walks(day: number, minute: number): boolean {
		const hour = minute / MINUTE_S;
		const stretch = Math.floor((day * MINUTES + minute) / STRETCH);
		return hour >= 6 && hour < 22 && uniformAt(this.#seed, stretch) < this.#params.walking;
	}
}
