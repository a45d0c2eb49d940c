import type { EventTiming } from "../scenario/scenario-event.ts";

/** Rounding of sums of times, s. */
const TINY_S = 1e-9;

/** The stretches of time in which an event acts. */
export class EventWindow {
	readonly #timing: EventTiming;
	readonly #startedAtMs: number;

	/** @param startedAtMs start of the run that the timing counts from, ms since 1970. */
	constructor(timing: EventTiming, startedAtMs: number) {
		this.#timing = timing;
		this.#startedAtMs = startedAtMs;
	}

	/** Seconds since the event began to act; undefined while it does not. */
	sinceBegin(epochMs: number): number | undefined {
		const { at, every, for: length } = this.#timing;
		const since = (epochMs - this.#startedAtMs) / 1000 - at;
		if (since < 0) return undefined;
		const into = every === undefined ? since : since - every * Math.floor(since / every + TINY_S);
		return into < length ? Math.max(0, into) : undefined;
	}

	/**
	 * How fully the event acts: 0 not at all, 1 wholly, with a smooth rise and fall.
	 *
	 * @param rampS length of the rise and of the fall; at most half of the event.
	 */
	strengthAt(epochMs: number, rampS: number): number {
		const into = this.sinceBegin(epochMs);
		if (into === undefined) return 0;
		const ramp = Math.min(rampS, this.#timing.for / 2);
		if (ramp === 0) return 1;
		const share = Math.min(1, into / ramp, (this.#timing.for - into) / ramp);
		return share * share * (3 - 2 * share);
	}
}
