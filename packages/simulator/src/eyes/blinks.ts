import { deriveSeed, uniformAt } from "../random/hash.ts";
import { PoissonProcess } from "../random/poisson-process.ts";

/** Lids close in this share of a blink and open in the rest. */
const CLOSING = 0.35;
/** Length of a blink, s. */
const SHORTEST_S = 0.12;
const LONGEST_S = 0.32;

/** Blinks at random instants, 15 to 20 a minute depending on the person. */
export class Blinks {
	readonly #process: PoissonProcess;
	readonly #seed: number;
	/** Mean blinks a minute of this person. */
	readonly perMinute: number;

	constructor(seed: number) {
		this.#seed = deriveSeed(seed, "blink length");
		this.perMinute = 15 + 5 * uniformAt(deriveSeed(seed, "blink rate"), 0);
		this.#process = new PoissonProcess(deriveSeed(seed, "blinks"), this.perMinute / 60);
	}

	/** How far the lids are closed: 0 open, 1 shut. */
	closureAt(timeS: number): number {
		const blink = this.#process.latest(timeS);
		if (!blink) return 0;
		const share = (timeS - blink.timeS) / this.#lengthOf(blink.id);
		if (share >= 1) return 0;
		const way = share < CLOSING ? share / CLOSING : (1 - share) / (1 - CLOSING);
		return way * way * (3 - 2 * way);
	}

	/** Whether a blink is under way. */
	blinkingAt(timeS: number): boolean {
		const blink = this.#process.latest(timeS);
		return blink !== undefined && timeS - blink.timeS < this.#lengthOf(blink.id);
	}

	/** Starts of blinks after `fromS` up to `toS`, s. */
	startsDuring(fromS: number, toS: number): number[] {
		return this.#process.during(fromS, toS).map(({ timeS }) => timeS);
	}

	#lengthOf(id: number): number {
		return SHORTEST_S + (LONGEST_S - SHORTEST_S) * uniformAt(this.#seed, id);
	}
}
