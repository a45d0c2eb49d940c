import { deriveSeed, uniformAt } from "../random/hash.ts";

const TAU = 2 * Math.PI;

/** Period in hours and share of the amplitude of the four largest constituents: M2, S2, K1, O1. */
const CONSTITUENTS = [
	{ hours: 12.420_601, share: 0.58 },
	{ hours: 12, share: 0.2 },
	{ hours: 23.934_47, share: 0.13 },
	{ hours: 25.819_34, share: 0.09 },
] as const;
const FASTEST = TAU / (CONSTITUENTS[0].hours * 3_600);

/** Tide of a place: the sum of its four largest constituents. */
export class Tide {
	readonly #amplitudeM: number;
	readonly #phases: readonly number[];

	/** @param amplitudeM greatest height above the mean, m. */
	constructor(seed: number, amplitudeM: number) {
		this.#amplitudeM = amplitudeM;
		this.#phases = CONSTITUENTS.map((_, i) => uniformAt(deriveSeed(seed, "tide"), i));
	}

	/** Height above the mean, m. */
	heightAt(timeS: number): number {
		return this.#amplitudeM * this.shareAt(timeS);
	}

	/** Height as a share of the amplitude, −1 … 1. */
	shareAt(timeS: number): number {
		return this.#sum(timeS, (angle) => Math.cos(angle));
	}

	/** How fast it rises, about −1 … 1: the flow in and out that goes with it. */
	flowAt(timeS: number): number {
		return this.#sum(timeS, (angle, omega) => (-omega / FASTEST) * Math.sin(angle));
	}

	#sum(timeS: number, part: (angle: number, omega: number) => number): number {
		let sum = 0;
		CONSTITUENTS.forEach(({ hours, share }, i) => {
			const cycles = timeS / (hours * 3_600) + this.#phases[i]!;
			sum += share * part(TAU * (cycles % 1), TAU / (hours * 3_600));
		});
		return sum;
	}
}
