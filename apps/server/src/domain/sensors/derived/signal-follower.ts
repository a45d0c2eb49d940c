import type { Attribute } from "../attribute.ts";

/** A break in the samples longer than this, or than three samples, starts the analysis anew, in ms. */
const BREAK_MS = 1_000;

/** Signal watched to measure a sampling rate that the device did not state, in ms. */
const MEASURE_RATE_MS = 2_000;

/** What is followed on an evenly sampled signal. */
export interface Monitor {
	/** The signal was interrupted: the next sample is number 0 again. */
	reset(): void;
}

/**
 * Follows an attribute as an evenly sampled signal: finds its rate, numbers its samples, notices breaks.
 *
 * Invariant: sample number n of the monitor is the one at ring position `origin + n`; late samples shift the origin.
 */
export class SignalFollower<M extends Monitor> {
	readonly #attribute: Attribute;
	readonly #usableHz: { readonly min: number; readonly max: number };
	readonly #make: (rateHz: number) => M;
	readonly #onRestart: (time: number) => void;
	#monitor: M | null = null;
	#origin = -1;
	#lastTime = Number.NEGATIVE_INFINITY;

	/** @param make makes the monitor once the rate is known and within `usableHz`. */
	constructor(
		attribute: Attribute,
		usableHz: { readonly min: number; readonly max: number },
		make: (rateHz: number) => M,
		onRestart: (time: number) => void,
	) {
		this.#attribute = attribute;
		this.#usableHz = usableHz;
		this.#make = make;
		this.#onRestart = onRestart;
	}

	/** The monitor that takes the sample at `position`, or null when there is none (yet) for it; hot path. */
	at(position: number, time: number): M | null {
		if (position !== this.#attribute.ring.head - 1) {
			this.#origin++;
			return null;
		}
		if (this.#origin < 0 || time - this.#lastTime > this.#breakMs) this.#restart(position, time);
		this.#lastTime = time;
		return this.#monitor ?? this.#begin(position, time);
	}

	/** Device time in ms of the monitor's sample number `index`. */
	timeOf(index: number): number {
		const { ring } = this.#attribute;
		return ring.timeAt(Math.min(Math.max(this.#origin + index, ring.tail), ring.head - 1));
	}

	get #breakMs(): number {
		return Math.max(BREAK_MS, 3 * this.#attribute.intervalMs);
	}

	#restart(position: number, time: number): void {
		this.#origin = position;
		this.#monitor?.reset();
		this.#onRestart(time);
	}

	#begin(position: number, time: number): M | null {
		const { meta, ring } = this.#attribute;
		let rate = meta.samplingRateHz;
		if (rate === null) {
			const from = Math.max(this.#origin, ring.tail);
			const spanMs = time - ring.timeAt(from);
			if (spanMs < MEASURE_RATE_MS) return null;
			rate = ((position - from) * 1_000) / spanMs;
		}
		if (rate < this.#usableHz.min || rate > this.#usableHz.max) return null;
		this.#monitor = this.#make(rate);
		this.#origin = position;
		return this.#monitor;
	}
}
