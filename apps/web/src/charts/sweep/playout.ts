/** Arrivals the delay is measured over. */
const ARRIVALS = 24;

/** Added to the lag, so that a slightly later frame is still in time; milliseconds. */
const MARGIN_MS = 10;

/** Greatest delay, milliseconds; slower streams are drawn in steps instead. */
const GREATEST_MS = 3000;

/** How fast the delay follows, in milliseconds a millisecond: growing slows the trace down, shrinking speeds it up. */
const GROW = 0.5;
const SHRINK = 0.08;

/**
 * Delay between now and the right edge of a waveform, just long enough that the trace runs on between arrivals.
 *
 * Samples come in parcels of 100 to 500 ms. The lag of the newest sample just before the next parcel is the time
 * the trace must be able to bridge.
 */
export class Playout {
	readonly #lags: number[] = [];
	#delay = 0;
	#target = 0;
	#at = Number.NaN;

	/** Takes in how old the newest drawn sample was when a parcel arrived, milliseconds. */
	observe(lagMs: number): void {
		if (!(lagMs >= 0) || lagMs > 2 * GREATEST_MS) return;
		this.#lags.push(lagMs);
		if (this.#lags.length > ARRIVALS) this.#lags.shift();
		// One straggler in 24 may halt the trace for a moment; waiting for it would delay all others.
		const second = this.#lags.toSorted((a, b) => b - a)[this.#lags.length > 2 ? 1 : 0]!;
		this.#target = Math.min(GREATEST_MS, second + MARGIN_MS);
	}

	/** The delay at an instant, milliseconds; moves smoothly towards what was measured. */
	delayAt(now: number): number {
		const elapsed = now - this.#at;
		this.#at = now;
		if (!(elapsed >= 0) || elapsed > 1000) this.#delay = this.#target;
		else if (this.#delay < this.#target) this.#delay = Math.min(this.#target, this.#delay + elapsed * GROW);
		else this.#delay = Math.max(this.#target, this.#delay - elapsed * SHRINK);
		return this.#delay;
	}
}
