const DAY_MS = 86_400_000;

/** Days a judgement rests on, today included. */
const DAYS = 7;

/** Least evidence: comparisons, and days with any. */
const LEAST = { comparisons: 192, days: 2 } as const;

/** One forecast with what came and what the simple rules would have said. */
export interface Comparison {
	/** Server time of what came, in ms. */
	readonly at: number;
	readonly actual: number;
	readonly forecast: number;
	/** The value when the forecast was made. */
	readonly persistence: number;
	/** The value a week ago, NaN when it is not known. */
	readonly lastWeek: number;
}

/** How good the forecasts of the last days were. */
export interface SkillReading {
	/** 1 − MSE / MSE of the better simple rule, or null while there is too little to tell. */
	readonly skill: number | null;
	readonly comparisons: number;
	/** Mean squared errors; null without a comparison. */
	readonly mse: number | null;
	readonly persistenceMse: number | null;
	readonly lastWeekMse: number | null;
}

/** Sums of one day: squared errors, with those against last week apart since they lack the first week. */
interface Day {
	day: number;
	n: number;
	ours: number;
	persistence: number;
	weekN: number;
	weekOurs: number;
	lastWeek: number;
}

/**
 * Judges forecasts over seven rolling days against the best of two rules that need no learning: "as now" and "as a
 * week ago".
 *
 * Invariants:
 * 1. Either rule is compared on the same moments as the forecasts; the skill is the lower of the two.
 * 2. Fewer than 192 comparisons or two days, or nothing that ever changed, make no skill; last week counts from 192 on.
 */
export class Skill {
	readonly #days: Day[] = [];

	/** Adds one comparison; a day older than the window is not counted. */
	add({ at, actual, forecast, persistence, lastWeek }: Comparison): void {
		const today = this.#today(Math.floor(at / DAY_MS));
		const ours = (forecast - actual) ** 2;
		today.n++;
		today.ours += ours;
		today.persistence += (persistence - actual) ** 2;
		if (Number.isNaN(lastWeek)) return;
		today.weekN++;
		today.weekOurs += ours;
		today.lastWeek += (lastWeek - actual) ** 2;
	}

	/** The judgement at `now` (ms). */
	reading(now: number): SkillReading {
		const first = Math.floor(now / DAY_MS) - DAYS + 1;
		const days = this.#days.filter(({ day }) => day >= first);
		const sum = (of: keyof Day): number => days.reduce((total, day) => total + day[of], 0);
		const [n, ours, persistence, weekN] = [sum("n"), sum("ours"), sum("persistence"), sum("weekN")];
		const [weekOurs, lastWeek] = [sum("weekOurs"), sum("lastWeek")];
		let skill: number | null = null;
		if (n >= LEAST.comparisons && days.length >= LEAST.days && persistence > 0) {
			skill = 1 - ours / persistence;
			if (weekN >= LEAST.comparisons && lastWeek > 0) skill = Math.min(skill, 1 - weekOurs / lastWeek);
		}
		return {
			skill,
			comparisons: n,
			mse: n === 0 ? null : ours / n,
			persistenceMse: n === 0 ? null : persistence / n,
			lastWeekMse: weekN === 0 ? null : lastWeek / weekN,
		};
	}

	/** What {@link restore} takes. */
	snapshot(): string {
		return JSON.stringify(this.#days.map((day) => Object.values(day)));
	}

	/** Takes over a snapshot. @throws Error when it is none. */
	restore(text: string): void {
		const days = JSON.parse(text) as number[][];
		if (days.some((figures) => figures.length !== 7 || !figures.every(Number.isFinite)))
			throw new Error("a day of the skill is not seven numbers");
		const restored = days.map(([day, n, ours, persistence, weekN, weekOurs, lastWeek]) => ({
			...{ day: day!, n: n!, ours: ours!, persistence: persistence! },
			...{ weekN: weekN!, weekOurs: weekOurs!, lastWeek: lastWeek! },
		}));
		this.#days.splice(0, this.#days.length, ...restored.slice(-DAYS));
	}

	#today(day: number): Day {
		const known = this.#days.find((other) => other.day === day);
		if (known !== undefined) return known;
		const fresh: Day = { day, n: 0, ours: 0, persistence: 0, weekN: 0, weekOurs: 0, lastWeek: 0 };
		this.#days.push(fresh);
		if (this.#days.length > DAYS) this.#days.shift();
		return fresh;
	}
}
