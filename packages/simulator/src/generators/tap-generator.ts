import { deriveSeed, uniformAt } from "../random/hash.ts";
import { PoissonProcess } from "../random/poisson-process.ts";
import type { Generator } from "./generator.ts";

const DIRECTIONS = ["X+", "X-", "Y+", "Y-", "Z+", "Z-"] as const;
/** Share of double taps. */
const DOUBLE = 0.25;

export interface TapParams {
	per_minute: number;
}

/** Taps on a device at random instants, each from one side, some of them double. */
export class TapGenerator implements Generator {
	readonly #taps: PoissonProcess;
	readonly #seed: number;

	constructor(seed: number, params: TapParams) {
		this.#taps = new PoissonProcess(deriveSeed(seed, "taps"), params.per_minute / 60);
		this.#seed = deriveSeed(seed, "direction");
	}

	sample(_index: number, timeS: number, stepS: number): { direction: string; count: number } | undefined {
		const tap = this.#taps.during(timeS - stepS, timeS).at(-1);
		if (!tap) return undefined;
		const direction = DIRECTIONS[Math.floor(DIRECTIONS.length * uniformAt(this.#seed, 2 * tap.id))]!;
		return { direction, count: uniformAt(this.#seed, 2 * tap.id + 1) < DOUBLE ? 2 : 1 };
	}
}
