import { deriveSeed, uniformAt } from "../random/hash.ts";
import { type Happening, PoissonProcess } from "../random/poisson-process.ts";
import { type Generator, Occurrence } from "./generator.ts";

/** A press lasts between these times, s; the next one begins no sooner than the pause after it began. */
const SHORTEST_S = 0.08;
const LONGEST_S = 0.45;
const PAUSE_S = 1.25;

export interface ButtonParams {
	per_minute: number;
	/** Buttons of the device, numbered from 1. */
	buttons: number;
}

/**
 * Buttons somebody presses at random instants: the button's number, with `press` and then `release`.
 *
 * One button is down at a time, so that every press is followed by its release.
 */
export class ButtonGenerator implements Generator {
	readonly #params: ButtonParams;
	readonly #presses: PoissonProcess;
	readonly #choice: number;
	readonly #length: number;

	constructor(seed: number, params: ButtonParams) {
		this.#params = params;
		this.#presses = new PoissonProcess(deriveSeed(seed, "presses"), params.per_minute / 60);
		this.#choice = deriveSeed(seed, "choice");
		this.#length = deriveSeed(seed, "length");
	}

	sample(_index: number, timeS: number, stepS: number): Occurrence | undefined {
		const [before, now] = [this.#heldAt(timeS - stepS), this.#heldAt(timeS)];
		if (now?.id === before?.id) return undefined;
		const changed = before ?? now!;
		const button = 1 + Math.floor(this.#params.buttons * uniformAt(this.#choice, changed.id));
		return new Occurrence(button, before ? "release" : "press");
	}

	/** The press under way at a time. */
	#heldAt(timeS: number): Happening | undefined {
		const press = this.#presses.latest(timeS);
		if (!press) return undefined;
		const length = SHORTEST_S + (LONGEST_S - SHORTEST_S) * uniformAt(this.#length, press.id);
		if (timeS - press.timeS >= length) return undefined;
		// Of presses in quick succession only the first counts.
		const crowded = this.#presses.during(press.timeS - PAUSE_S, press.timeS).length > 1;
		return crowded ? undefined : press;
	}
}
