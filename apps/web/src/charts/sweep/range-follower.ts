import type { SampleRing } from "../../stores/sample-ring.ts";
import { AutoRange } from "./auto-range.ts";
import { valueExtent } from "./value-extent.ts";

/** Time between looks at the data, milliseconds; long windows are looked at less often. */
const EVERY_MS = 250;
const LONG_EVERY_MS = 1000;
const LONG_WINDOW_MS = 30_000;

/** The range makes room for samples about to appear this much later than the edge, milliseconds. */
const LOOK_AHEAD_MS = 500;

/** The samples a range is about. */
export interface RangeSubject {
	ring: SampleRing;
	fields: readonly number[];
	/** Whether time runs; a held plot's range may only grow. */
	live: boolean;
}

/** Keeps a plot's vertical range around the values on show, looking at them from time to time. */
export class RangeFollower {
	readonly #range: AutoRange;
	#lookedAt = Number.NEGATIVE_INFINITY;
	#spanMs = 0;

	/** @param leastSpan smallest height of the range, in the signal's unit. */
	constructor(leastSpan: number) {
		this.#range = new AutoRange(leastSpan);
	}

	/** Whether there was a value yet; until then the range means nothing. */
	get known(): boolean {
		return this.#range.known;
	}

	get min(): number {
		return this.#range.min;
	}

	get max(): number {
		return this.#range.max;
	}

	/** Looks at the values before an instant of device time when it is time to; answers whether the range changed. */
	follow(now: number, subject: RangeSubject, endTime: number, spanMs: number): boolean {
		const every = spanMs > LONG_WINDOW_MS ? LONG_EVERY_MS : EVERY_MS;
		if (now - this.#lookedAt < every && spanMs === this.#spanMs) return false;
		this.#lookedAt = now;
		this.#spanMs = spanMs;
		const { low, high } = valueExtent(
			subject.ring,
			subject.fields,
			endTime - spanMs,
			endTime + LOOK_AHEAD_MS,
		);
		return this.#range.include(low, high, subject.live);
	}
}
