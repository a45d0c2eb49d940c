import { InterestModel } from "./interest-model.ts";
import { type LocalWeek, QUARTER_MS, WEEK_SLOTS } from "./local-week.ts";

/** How far ahead is forecast, in ms. */
export const HORIZON_MS = 600_000;

/** Time between two looks at the quantity for the regression, in ms; divides the horizon and a quarter hour. */
const STEP_MS = 300_000;

/** Looks between a forecast and its moment. */
const LAG = HORIZON_MS / STEP_MS;

/** A stretch without word of the quantity is bridged up to here, in ms; a longer one is unknown. */
const BRIDGED_MS = 600_000;

/** Least part of a quarter hour that makes its mean worth learning. */
const LEAST_PART = 0.5;

/** Share of a look in the regression: about the last two days count. */
const REGRESSION_GAIN = 0.002;

/** Products the regression starts from: half of a deviation lasts, as if seen at full size. */
const START = { product: 0.5, square: 1 } as const;

/** Length of {@link InterestForecaster.encode}: six numbers and the bins. */
const HEAD_BYTES = 48;
export const FORECASTER_BYTES: number = HEAD_BYTES + WEEK_SLOTS;

/** The quantity at a look, and what was known of it a horizon earlier; NaN what was not. */
export type LookListener = (at: number, x: number, before: number, forecast: number) => void;

/**
 * Follows one quantity between 0 and 1 through time, learns its usual week and says what to expect in ten minutes.
 *
 * ŷ(t + 10 min) = S(t + 10 min) + φ·(x − S(t)), kept within 0..1. φ is the regression of the deviation from S on the
 * deviation ten minutes earlier, forgotten exponentially and kept within 0..1.
 *
 * Invariants:
 * 1. Bins learn the time-weighted mean: how often the quantity is told changes nothing.
 * 2. A quarter hour of which less than half is known is not learned, nor is a stretch of silence beyond ten minutes.
 * 3. A clock that steps back a little is waited for; one that steps far, either way, makes a silence.
 */
export class InterestForecaster {
	readonly #week: LocalWeek;
	readonly #onLook: LookListener | undefined;
	#model = new InterestModel();
	#x = 0;
	#at = Number.NaN;
	/** Of the present quarter hour: the integral over its known part (ms), and that part's length (ms). */
	#area = 0;
	#known = 0;
	#product: number = START.product;
	#square: number = START.square;
	/** The last looks, the newest last: value, deviation and forecast. */
	readonly #values = new Float64Array(LAG).fill(Number.NaN);
	readonly #deviations = new Float64Array(LAG).fill(Number.NaN);
	readonly #forecasts = new Float64Array(LAG).fill(Number.NaN);

	constructor(week: LocalWeek, onLook?: LookListener) {
		this.#week = week;
		this.#onLook = onLook;
	}

	/** The value that holds since it was last told. */
	get present(): number {
		return this.#x;
	}

	/** The time the forecaster has followed up to, in ms; NaN before the first. */
	get followed(): number {
		return this.#at;
	}

	/** Quarter hours learned. */
	get learned(): number {
		return this.#model.learned;
	}

	/** Whether nothing is usual in any slot of the week, after this many weeks of learning. */
	isBlank(weeks: number): boolean {
		return this.#model.learned >= weeks * WEEK_SLOTS && this.#model.mean === 0;
	}

	/** How much of a deviation from the usual lasts for ten minutes, 0..1. */
	get persistence(): number {
		return Math.min(1, Math.max(0, this.#product / this.#square));
	}

	/** The value is `x` from `at` (ms) on. */
	observe(at: number, x: number): void {
		this.advance(at);
		this.#x = x;
	}

	/** Follows the value that holds up to `at` (ms). */
	advance(at: number): void {
		// The first time compares as not bridged.
		if (!(Math.abs(at - this.#at) <= BRIDGED_MS)) this.#resume(at);
		while (this.#at < at) {
			const boundary = (Math.floor(this.#at / STEP_MS) + 1) * STEP_MS;
			const until = Math.min(at, boundary);
			this.#area += this.#x * (until - this.#at);
			this.#known += until - this.#at;
			this.#at = until;
			if (until === boundary) this.#look(until);
		}
	}

	/** What is usual at a moment, 0..1. */
	usual(at: number): number {
		return this.#model.usual(this.#week.slot(at));
	}

	/** What is usual in a slot of the week, 0..1. */
	usualIn(slot: number): number {
		return this.#model.usual(slot);
	}

	/** What to expect ten minutes after `at`, 0..1, from what holds now. */
	expected(at: number): number {
		const ahead = this.usual(at + HORIZON_MS) + this.persistence * (this.#x - this.usual(at));
		return Math.min(1, Math.max(0, ahead));
	}

	/** Multiplies everything known, for a quantity whose unit changes; `factor` is at most 1. */
	scale(factor: number): void {
		this.#model.scale(factor);
		this.#x *= factor;
		this.#area *= factor;
		this.#product *= factor ** 2;
		this.#square *= factor ** 2;
		for (const past of [this.#values, this.#deviations, this.#forecasts])
			for (let i = 0; i < LAG; i++) past[i]! *= factor;
	}

	/** What {@link decode} restores from: all but the last looks, without which the next ten minutes are not judged. */
	encode(): Uint8Array {
		const bytes = new Uint8Array(FORECASTER_BYTES);
		const view = new DataView(bytes.buffer);
		[this.#at, this.#area, this.#known, this.#product, this.#square, this.#model.learned].forEach(
			(figure, i) => {
				view.setFloat64(8 * i, figure);
			},
		);
		bytes.set(this.#model.bins, HEAD_BYTES);
		return bytes;
	}

	/** Takes over what another has learned; the value that holds and the time until now are the caller's to tell. */
	decode(bytes: Uint8Array): void {
		if (bytes.length !== FORECASTER_BYTES)
			throw new RangeError(`expected ${FORECASTER_BYTES} bytes, got ${bytes.length}`);
		const view = new DataView(bytes.buffer, bytes.byteOffset);
		const figure = (i: number): number => view.getFloat64(8 * i);
		[this.#at, this.#area, this.#known] = [figure(0), figure(1), figure(2)];
		[this.#product, this.#square] = [figure(3), figure(4)];
		this.#model = new InterestModel(bytes.slice(HEAD_BYTES), figure(5));
		this.#forget();
	}

	/** Starts anew after a silence: what was begun is dropped, what was learned stays. */
	#resume(at: number): void {
		this.#at = at;
		this.#area = 0;
		this.#known = 0;
		this.#forget();
	}

	#forget(): void {
		for (const past of [this.#values, this.#deviations, this.#forecasts]) past.fill(Number.NaN);
	}

	#look(at: number): void {
		if (at % QUARTER_MS === 0) this.#close(at - QUARTER_MS);
		const [before, forecast, deviationBefore] = [this.#values[0]!, this.#forecasts[0]!, this.#deviations[0]!];
		const deviation = this.#x - this.usual(at);
		if (!Number.isNaN(deviationBefore)) {
			this.#product += REGRESSION_GAIN * (deviationBefore * deviation - this.#product);
			this.#square += REGRESSION_GAIN * (deviationBefore ** 2 - this.#square);
		}
		push(this.#values, this.#x);
		push(this.#deviations, deviation);
		push(this.#forecasts, this.expected(at));
		this.#onLook?.(at, this.#x, before, forecast);
	}

	#close(quarterAt: number): void {
		if (this.#known >= LEAST_PART * QUARTER_MS)
			this.#model.learn(this.#week.slot(quarterAt), this.#area / this.#known);
		this.#area = 0;
		this.#known = 0;
	}
}

function push(past: Float64Array, value: number): void {
	past.copyWithin(0, 1);
	past[LAG - 1] = value;
}
