import type { AttentionLevel } from "@sensocto/protocol";
import type { DeviceFleet } from "./device-fleet.ts";

/** What an old value costs, by attention; nobody sees those of level none. */
export const AGE_WEIGHTS: Readonly<Record<AttentionLevel, number>> = {
	high: 100,
	medium: 10,
	low: 1,
	none: 0,
};

/** Age in ms up to which a value is as good as new. */
const AGE_TARGETS_MS: Readonly<Record<AttentionLevel, number>> = {
	high: 150,
	medium: 600,
	low: 3_000,
	none: 3_000,
};

const LEVELS = ["high", "medium", "low", "none"] as const;

/**
 * Ages of shown values and their freshness, averaged over time and weighted by attention.
 *
 * Freshness of a value of age A with target a is clamp(1 − (A − a) / 9a, 0, 1).
 */
export class Freshness {
	readonly #age = { high: 0, medium: 0, low: 0, none: 0 };
	readonly #fresh = { high: 0, medium: 0, low: 0, none: 0 };
	readonly #count = { high: 0, medium: 0, low: 0, none: 0 };

	/** Adds one moment. @param waitMs what every message waits in addition. */
	add(fleet: DeviceFleet, t: number, waitMs: number): void {
		for (const { level, pausedAt, told } of fleet.devices) {
			const age = told.recommended_batch_window / 2 + waitMs + (told.paused ? t - pausedAt : 0);
			const target = AGE_TARGETS_MS[level];
			this.#age[level] += age;
			this.#fresh[level] += Math.min(1, Math.max(0, 1 - (age - target) / (9 * target)));
			this.#count[level]++;
		}
	}

	/** Weighted mean age in ms; 0 when nobody looks. */
	get ageMs(): number {
		return this.#weighted(this.#age);
	}

	/** Weighted freshness, 0..1. */
	get freshness(): number {
		return this.#weighted(this.#fresh);
	}

	/** Mean age in ms of each level. */
	get ageByLevelMs(): Record<AttentionLevel, number> {
		const mean = (level: AttentionLevel): number => this.#age[level] / Math.max(1, this.#count[level]);
		return { high: mean("high"), medium: mean("medium"), low: mean("low"), none: mean("none") };
	}

	#weighted(sums: Readonly<Record<AttentionLevel, number>>): number {
		let [sum, weights] = [0, 0];
		for (const level of LEVELS) {
			sum += AGE_WEIGHTS[level] * sums[level];
			weights += AGE_WEIGHTS[level] * this.#count[level];
		}
		return weights === 0 ? 0 : sum / weights;
	}
}
