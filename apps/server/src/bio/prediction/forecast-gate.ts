import type { SkillReading } from "./skill.ts";

/** Time without forecasts after the budget was short, in ms. */
const HELD_BACK_MS = 300_000;

/** Whether forecasts may be made, and why not. */
export type Gate =
	| { readonly state: "open"; readonly reason: string }
	| { readonly state: "learning" | "no better" | "held back"; readonly reason: string };

/**
 * Decides whether forecasts may be made: only while they have proved better than the best simple rule, and only while
 * there is enough for everybody.
 */
export class ForecastGate {
	#skill: SkillReading | undefined;
	#contended = false;
	#contendedAt = Number.NEGATIVE_INFINITY;

	/** The last judgement of the forecasts. */
	judged(reading: SkillReading): void {
		this.#skill = reading;
	}

	/** Whether the budget is short. */
	contention(contended: boolean, now: number): void {
		if (contended || this.#contended) this.#contendedAt = now;
		this.#contended = contended;
	}

	/** Whether the budget is short, or was within the last five minutes. */
	heldBack(now: number): boolean {
		return this.#contended || now - this.#contendedAt < HELD_BACK_MS;
	}

	/** The state at `now` (ms), with the reason for a person. */
	at(now: number): Gate {
		const { skill = null, comparisons = 0 } = this.#skill ?? {};
		if (skill === null)
			return {
				state: "learning",
				reason: `Still learning: ${comparisons} forecasts compared with what came.`,
			};
		const judged = judgement(this.#skill!);
		if (skill <= 0)
			return { state: "no better", reason: `Off: forecasts are no better than a simple rule. ${judged}` };
		if (this.heldBack(now))
			return { state: "held back", reason: "Off: the budget is short or was just now." };
		return { state: "open", reason: `On. ${judged}` };
	}
}

function judgement({ comparisons, lastWeekMse, mse, persistenceMse }: SkillReading): string {
	const error = (squared: number | null): string => (squared === null ? "unknown" : squared.toFixed(4));
	return `Mean squared error over 7 days ${error(mse)}, "as now" ${error(persistenceMse)}, "as last week" ${error(lastWeekMse)}; ${comparisons} comparisons.`;
}
