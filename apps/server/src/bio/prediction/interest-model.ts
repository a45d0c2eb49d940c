import { DAY_SLOTS, WEEK_SLOTS } from "./local-week.ts";

/** Slowest share of a new week in a bin: about the last four weeks count. */
const WEEK_GAIN = 0.25;

/** Weeks' worth of trust in the profile of the day, against the weeks of the bin itself. */
const DAY_PRIOR = 1.5;

/** Days' worth of trust in the mean of everything, against the days of the profile. */
const MEAN_PRIOR = 2;

/** Weeks and days beyond which further ones add no trust. */
const TRUSTED = { weeks: 8, days: 14 } as const;

/** Steps between 0 and 1 in a bin; the bin 0 means that its time was never seen. */
const STEPS = 254;

/**
 * The usual course of a quantity between 0 and 1 over the week: its mean in each quarter hour, forgotten exponentially
 * over the weeks and drawn towards the profile of the day and the mean of everything while weeks are few.
 *
 * S = (n·bin + 1.5·day) / (n + 1.5), day = (m·profile + 2·mean) / (m + 2), n weeks of the bin, m days of the profile.
 *
 * Invariants:
 * 1. 672 bins of a byte each; a bin moves by at least one step towards what was seen, so that rounding stops none short.
 * 2. Every answer lies between the least and the greatest value learned, give or take one step of 1/254.
 * 3. The number of weeks is that of quarter hours learned over 672: one figure instead of one per bin.
 */
export class InterestModel {
	readonly #bins: Uint8Array;
	#learned: number;
	/** Sum of the bins that were seen, in steps, and their number. */
	#steps = 0;
	#seen = 0;

	/** @param bins as {@link bins} gave them, taken over @param learned quarter hours they rest on */
	constructor(bins: Uint8Array = new Uint8Array(WEEK_SLOTS), learned = 0) {
		if (bins.length !== WEEK_SLOTS) throw new RangeError(`expected ${WEEK_SLOTS} bins, got ${bins.length}`);
		this.#bins = bins;
		this.#learned = learned;
		for (const bin of bins) if (bin > 0) this.#count(bin, 1);
	}

	/** The state to restore from, with {@link learned}; the model's own, not a copy. */
	get bins(): Uint8Array {
		return this.#bins;
	}

	/** Quarter hours learned. */
	get learned(): number {
		return this.#learned;
	}

	/** Mean of all bins, 0 before the first. */
	get mean(): number {
		return this.#seen === 0 ? 0 : this.#steps / (this.#seen * STEPS);
	}

	/** What is usual in a slot of the week, 0..1. */
	usual(slot: number): number {
		const bin = this.#bins[slot]!;
		const day = this.#daily(slot % DAY_SLOTS);
		if (bin === 0) return day;
		const weeks = Math.min(TRUSTED.weeks, this.#weeks);
		return (value(bin) * weeks + day * DAY_PRIOR) / (weeks + DAY_PRIOR);
	}

	/** Learns the mean of the slot that has just passed, 0..1. */
	learn(slot: number, mean: number): void {
		const bin = this.#bins[slot]!;
		const target = 1 + Math.min(1, Math.max(0, mean)) * STEPS;
		let next = Math.round(target);
		if (bin > 0) {
			const gain = Math.max(WEEK_GAIN, 1 / (this.#weeks + 1));
			const moved = Math.round(bin + gain * (target - bin));
			if (moved !== bin) next = moved;
			else if (next !== bin) next = bin + Math.sign(next - bin);
			this.#count(bin, -1);
		}
		this.#bins[slot] = next;
		this.#count(next, 1);
		this.#learned++;
	}

	/** Multiplies everything learned, for a quantity whose unit changes; `factor` is at most 1. */
	scale(factor: number): void {
		this.#steps = 0;
		this.#seen = 0;
		for (let slot = 0; slot < WEEK_SLOTS; slot++) {
			if (this.#bins[slot] === 0) continue;
			this.#bins[slot] = 1 + Math.round((this.#bins[slot]! - 1) * factor);
			this.#count(this.#bins[slot]!, 1);
		}
	}

	/** Weeks a bin that was seen rests on, at least 1. */
	get #weeks(): number {
		return Math.max(1, Math.floor(this.#learned / WEEK_SLOTS));
	}

	#daily(quarter: number): number {
		let sum = 0;
		let days = 0;
		for (let slot = quarter; slot < WEEK_SLOTS; slot += DAY_SLOTS) {
			const bin = this.#bins[slot]!;
			if (bin === 0) continue;
			sum += value(bin);
			days++;
		}
		if (days === 0) return this.mean;
		const trusted = Math.min(TRUSTED.days, days * this.#weeks);
		return ((sum / days) * trusted + this.mean * MEAN_PRIOR) / (trusted + MEAN_PRIOR);
	}

	#count(bin: number, by: 1 | -1): void {
		this.#steps += by * (bin - 1);
		this.#seen += by;
	}
}

function value(bin: number): number {
	return (bin - 1) / STEPS;
}
