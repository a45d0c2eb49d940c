import { cleanIntervals } from "../clean-intervals.ts";

/** Intervals looked at together. */
const AROUND = 5;
const MIDDLE = AROUND >> 1;
/** Intervals that a heart can have, in ms. */
const POSSIBLE_MS = [250, 2_500] as const;

/**
 * Heart rate from beat to beat, as a signal whose oscillations can be compared: each clean interval's rate at its middle.
 *
 * Intervals more than 20 % off the median of the five around them, and those far from both neighbours, are left out;
 * the value therefore comes two beats late.
 */
export class BeatRateSignal {
	readonly #take: (timeMs: number, beatsPerMinute: number) => void;
	readonly #times: number[] = [];
	readonly #intervals: number[] = [];

	/** @param take receives the middle of an interval in ms and the rate over it in beats a minute. */
	constructor(take: (timeMs: number, beatsPerMinute: number) => void) {
		this.#take = take;
	}

	/** Takes the interval of `rrMs` that ended at `timeMs`. */
	push(timeMs: number, rrMs: number): void {
		if (!(rrMs >= POSSIBLE_MS[0] && rrMs <= POSSIBLE_MS[1])) return;
		this.#times.push(timeMs);
		this.#intervals.push(rrMs);
		if (this.#intervals.length > AROUND) {
			this.#times.shift();
			this.#intervals.shift();
		}
		if (this.#intervals.length < AROUND || !cleanIntervals(this.#intervals)[MIDDLE]) return;
		const interval = this.#intervals[MIDDLE]!;
		this.#take(this.#times[MIDDLE]! - interval / 2, 60_000 / interval);
	}
}
