import type { Person } from "../physiology/person.ts";
import { type Generator, rounded } from "./generator.ts";
import { SlowValueGenerator, type SlowValueParams } from "./slow-value-generator.ts";

/** A held breath shows at the finger this many breaths after its end, and is forgotten after so many. */
const LAG_BREATHS = 2;
const MEMORY_BREATHS = 24;

export interface Spo2Params extends SlowValueParams {
	/** How far a held breath lowers the saturation, %. */
	desaturation: number;
}

/** Oxygen saturation of a person in %: it wanders around its mean and falls some time after a held breath. */
export class Spo2Generator implements Generator {
	readonly #person: Person;
	readonly #usual: SlowValueGenerator;
	readonly #params: Spo2Params;

	constructor(person: Person, seed: number, params: Spo2Params) {
		this.#person = person;
		this.#usual = new SlowValueGenerator(seed, params);
		this.#params = params;
	}

	sample(index: number, timeS: number): number {
		const { desaturation, digits, min } = this.#params;
		const saturation = this.#usual.sample(index, timeS) - desaturation * this.#fallAt(timeS);
		return rounded(Math.max(min, saturation), digits);
	}

	/** Sum of what the latest held breaths do: each rises to 1 after the lag and fades. */
	#fallAt(timeS: number): number {
		const phase = this.#person.breath.phaseAt(timeS);
		const current = Math.floor(phase);
		let fall = 0;
		for (let breath = current - MEMORY_BREATHS; breath < current; breath++) {
			if (!this.#person.breathWave.isHeld(breath)) continue;
			const since = (phase - breath - 1) / LAG_BREATHS;
			fall += since * Math.exp(1 - since);
		}
		return fall;
	}
}
