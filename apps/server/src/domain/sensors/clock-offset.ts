/** How far a device's clock stands from the server's, and how well that is known. */
export interface OffsetEstimate {
	/** Server time minus device time in ms: add it to a device time to get server time. */
	readonly offsetMs: number;
	/** Half the width of the interval the true offset lies in, in ms. */
	readonly uncertaintyMs: number;
}

/** Arrivals are compared within buckets of this length; a drift of 200 ppm moves 2 ms in one. */
const BUCKET_MS = 10_000;

/** A device clock that jumps by more than this starts a new estimate. */
const JUMP_MS = 1_000;

/** Device times are whole ms, and strictly spaced ones may run ahead by as much, in ms. */
const RESOLUTION_MS = 2;

/** Round trip assumed until one was measured, in ms. */
const UNKNOWN_RTT_MS = 50;

/**
 * Estimates a device's clock offset from when its newest samples arrive.
 *
 * Arrival minus device time is the offset plus a delay that is never negative, so the smallest value of the last
 * 10–20 s is the best bound (minimum filter, as NTP's clock filter); half the measured round trip is taken off it.
 */
export class ClockOffset {
	#bucketStart = Number.NEGATIVE_INFINITY;
	#current = Number.POSITIVE_INFINITY;
	#previous = Number.POSITIVE_INFINITY;
	#slackMs = 0;
	#rttMs: number | null = null;

	/**
	 * Takes in the newest sample of a frame: its device time and when the frame arrived, both in ms.
	 *
	 * @param slackMs how long a device may have held that sample back: a batched 1 Hz value is up to a second old.
	 */
	observe(deviceTime: number, arrival: number, slackMs = 0): void {
		const difference = arrival - deviceTime;
		if (difference < Math.min(this.#current, this.#previous) - JUMP_MS) this.#restart(arrival);
		if (arrival - this.#bucketStart >= BUCKET_MS) {
			this.#previous = this.#current;
			this.#current = Number.POSITIVE_INFINITY;
			this.#bucketStart = arrival;
		}
		if (difference >= this.#current) return;
		this.#current = difference;
		if (difference <= this.#previous) this.#slackMs = slackMs;
	}

	/** Takes in a measured round trip to the device in ms. */
	observeRoundTrip(rttMs: number): void {
		this.#rttMs = this.#rttMs === null ? rttMs : Math.min(this.#rttMs, rttMs);
	}

	/** The estimate, or null before the first sample. */
	get estimate(): OffsetEstimate | null {
		const smallest = Math.min(this.#current, this.#previous);
		if (!Number.isFinite(smallest)) return null;
		const half = (this.#rttMs ?? UNKNOWN_RTT_MS) / 2;
		// A difference that holding back alone explains says nothing against a clock that is right.
		const explained = smallest >= -RESOLUTION_MS && smallest <= this.#slackMs + half;
		if (explained) return { offsetMs: 0, uncertaintyMs: Math.max(half, Math.abs(smallest)) };
		return { offsetMs: smallest - (this.#rttMs === null ? 0 : half), uncertaintyMs: half };
	}

	#restart(arrival: number): void {
		this.#current = Number.POSITIVE_INFINITY;
		this.#previous = Number.POSITIVE_INFINITY;
		this.#bucketStart = arrival;
	}
}
