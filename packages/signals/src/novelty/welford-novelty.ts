import { Welford } from "../welford.ts";
import type { NoveltyMethod, NoveltyVerdict, Usual } from "./novelty-method.ts";

/** Values known before the first is judged: a handful has no deviation worth the name. */
const WARM_UP = 30;

/** Distance from the mean beyond which a value stands out, in standard deviations. */
const THRESHOLD = 3;

/** Shortest time between two alarms, ms. */
const REFRACTORY_MS = 10_000;

const NUMBERS = 5;

/**
 * Finds values far from the mean of everything seen so far (Welford's online mean and variance).
 *
 * The plain method: it knows no correlation, no outliers and no new usual, so a lasting shift is told again and again
 * until the variance has swallowed it.
 */
export class WelfordNovelty implements NoveltyMethod {
	readonly threshold = THRESHOLD;
	#welford = new Welford();
	#time = -Number.MAX_VALUE;
	#lastAlarm = -Number.MAX_VALUE;
	#score = 0;
	#centre = 0;
	#spread = 0;
	#before = 0;
	#last = 0;

	/** A detector that goes on where the snapshot was taken; undefined when `numbers` is no snapshot. */
	static restore(numbers: readonly number[]): WelfordNovelty | undefined {
		if (numbers.length !== NUMBERS || !numbers.every(Number.isFinite)) return undefined;
		const [count, mean, squares, time, lastAlarm] = numbers;
		const detector = new WelfordNovelty();
		detector.#welford = Welford.restore(count!, mean!, squares!);
		detector.#time = time!;
		detector.#lastAlarm = lastAlarm!;
		return detector;
	}

	get score(): number {
		return this.#score;
	}

	usual(): Usual {
		const [centre, deviation] = [this.#centre, this.#spread];
		return {
			...{ centre, spread: deviation, threshold: THRESHOLD, before: this.#before },
			...{ expected: centre, deviation, level: this.#last },
		};
	}

	snapshot(): number[] {
		return [...this.#welford.snapshot(), this.#time, this.#lastAlarm];
	}

	resume(timeMs: number): void {
		this.#time = Math.min(this.#time, timeMs - 1);
		this.#lastAlarm = Math.min(this.#lastAlarm, timeMs);
	}

	step(timeMs: number, x: number): NoveltyVerdict {
		if (!Number.isFinite(x) || timeMs <= this.#time) return "none";
		const welford = this.#welford;
		this.#time = timeMs;
		this.#score = Math.abs(welford.zScore(x) ?? 0);
		this.#centre = welford.mean ?? x;
		this.#spread = welford.deviation ?? 0;
		this.#before = this.#last;
		this.#last = x;
		const known = welford.count >= WARM_UP;
		welford.push(x);
		if (!known || this.#score <= THRESHOLD || timeMs - this.#lastAlarm <= REFRACTORY_MS) return "none";
		this.#lastAlarm = timeMs;
		return "spike";
	}
}
