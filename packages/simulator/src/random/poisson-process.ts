import { deriveSeed, uniformAt } from "./hash.ts";

/** Cells kept from one look to the next. */
const KEPT_CELLS = 8;
/** Happenings of one cell that can be told apart; a Poisson number of mean 1 is practically never as large. */
const CELL_IDS = 32;
/** Cells looked through for the latest happening: the chance that all are empty is e⁻⁴⁰. */
const LOOK_BACK = 40;

/** Something that happened at one instant. */
export interface Happening {
	/** Whole number that no other happening of the process has. */
	id: number;
	/** Seconds since the simulation's epoch. */
	timeS: number;
}

/**
 * Happenings at random instants with a mean rate, as a function of time alone.
 *
 * Time is cut into cells that hold one happening on average; each cell draws its number from a Poisson distribution and
 * places them uniformly, which is a Poisson process exactly.
 */
export class PoissonProcess {
	readonly #seed: number;
	readonly #cellS: number;
	readonly #keptCell = new Float64Array(KEPT_CELLS).fill(Number.NaN);
	readonly #kept: (readonly Happening[])[] = [];

	/** @param perSecond mean rate, above 0. */
	constructor(seed: number, perSecond: number) {
		this.#seed = seed;
		this.#cellS = 1 / perSecond;
	}

	/** Happenings after `fromS` up to and including `toS`, in order. */
	during(fromS: number, toS: number): Happening[] {
		const found: Happening[] = [];
		const last = Math.floor(toS / this.#cellS);
		for (let cell = Math.floor(fromS / this.#cellS); cell <= last; cell++) {
			for (const one of this.#cell(cell)) if (one.timeS > fromS && one.timeS <= toS) found.push(one);
		}
		return found;
	}

	/** The latest happening at or before a time. */
	latest(timeS: number): Happening | undefined {
		const cell = Math.floor(timeS / this.#cellS);
		for (let back = 0; back < LOOK_BACK; back++) {
			const found = this.#cell(cell - back).findLast((one) => one.timeS <= timeS);
			if (found) return found;
		}
		return undefined;
	}

	#cell(cell: number): readonly Happening[] {
		const slot = ((cell % KEPT_CELLS) + KEPT_CELLS) % KEPT_CELLS;
		if (this.#keptCell[slot] === cell) return this.#kept[slot]!;
		const seed = deriveSeed(this.#seed, String(cell));
		const count = poissonOfMeanOne(uniformAt(seed, 0));
		const times = Array.from({ length: count }, (_, i) => uniformAt(seed, i + 1)).sort((a, b) => a - b);
		const happenings = times.map((share, i) => ({
			id: cell * CELL_IDS + i,
			timeS: (cell + share) * this.#cellS,
		}));
		this.#keptCell[slot] = cell;
		this.#kept[slot] = happenings;
		return happenings;
	}
}

/** Inverse of the distribution function of a Poisson number with mean 1. */
function poissonOfMeanOne(uniform: number): number {
	let probability = Math.exp(-1);
	let reached = probability;
	let count = 0;
	while (uniform >= reached && count < CELL_IDS - 1) {
		count += 1;
		probability /= count;
		reached += probability;
	}
	return count;
}
