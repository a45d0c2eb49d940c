import { Biquad } from "./biquad.ts";
import { median } from "./median.ts";

/** Band of breathing in Hz: 4 to 54 breaths a minute. */
const BAND_HZ = [0.07, 0.9] as const;
/** Corner in Hz of the drift that counts neither as breath nor as noise. */
const DRIFT_HZ = 0.035;
/** Time over which power is averaged, in seconds. */
const POWER_S = 12;
/** A breath is a swing from below to above this share of the effective amplitude. */
const SWING = 0.5;
/** Share of the power that must lie in the band. */
const BAND_SHARE = 0.5;
/** Breaths the rate rests on, at most and at least. */
const INTERVALS = 6;
const MIN_INTERVALS = 2;
/** Longest time between two breaths, in seconds; after it the rate is unknown. */
const LONGEST_S = 15;
/** Longest time without a finite sample, in seconds. */
const GAP_S = 2;

/**
 * Breaths a minute from the waveform of a respiration belt, an impedance or any other signal that rises and falls with
 * the chest; its unit and polarity do not matter. Needs at least 3 samples a second.
 *
 * Invariants: (1) `rate` is `undefined` while fewer than three breaths are known, when none came for 15 s, and when less
 * than half of the signal's power lies in the band of breathing; (2) after a gap of more than 2 s it starts again.
 */
export class BreathRate {
	readonly #rateHz: number;
	readonly #drift: Biquad;
	readonly #highPass: Biquad;
	readonly #lowPass: Biquad;
	readonly #gain: number;
	readonly #intervals: number[] = [];
	#samples = 0;
	#missing = 0;
	#started = false;
	#bandPower = 0;
	#power = 0;
	#low = false;
	#lastBreath = -1;

	/** Throws `RangeError` below 3 samples a second. */
	constructor(options: { samplingRateHz: number }) {
		if (!(options.samplingRateHz >= 3)) {
			throw new RangeError(`expected at least 3 samples per second, got ${options.samplingRateHz}`);
		}
		this.#rateHz = options.samplingRateHz;
		this.#drift = Biquad.highPass(this.#rateHz, DRIFT_HZ);
		this.#highPass = Biquad.highPass(this.#rateHz, BAND_HZ[0]);
		this.#lowPass = Biquad.lowPass(this.#rateHz, BAND_HZ[1]);
		this.#gain = 1 / (POWER_S * this.#rateHz);
	}

	/** Takes one sample; returns whether a breath begins with it. A value that is not finite counts as a gap. */
	push(x: number): boolean {
		if (!Number.isFinite(x)) {
			this.#samples++;
			if (++this.#missing > GAP_S * this.#rateHz) this.reset();
			return false;
		}
		this.#missing = 0;
		if (!this.#started) this.#begin(x);
		this.#samples++;
		const y = this.#lowPass.push(this.#highPass.push(x));
		const all = this.#drift.push(x);
		const gain = Math.max(this.#gain, 1 / this.#samples);
		this.#bandPower += gain * (y * y - this.#bandPower);
		this.#power += gain * (all * all - this.#power);
		return this.#swing(y);
	}

	/** Breaths a minute now. */
	get rate(): number | undefined {
		if (this.#intervals.length < MIN_INTERVALS || this.quality < BAND_SHARE) return undefined;
		if (this.#samples - this.#lastBreath > LONGEST_S * this.#rateHz) return undefined;
		return (60 * this.#rateHz) / median(this.#intervals);
	}

	/** Share of the signal's power in the band of breathing, 0 to 1. */
	get quality(): number {
		return this.#power > 0 ? Math.min(1, this.#bandPower / this.#power) : 0;
	}

	/** Forgets everything. */
	reset(): void {
		this.#started = false;
		this.#samples = 0;
		this.#missing = 0;
		this.#bandPower = 0;
		this.#power = 0;
		this.#low = false;
		this.#lastBreath = -1;
		this.#intervals.length = 0;
	}

	#begin(level: number): void {
		this.#started = true;
		this.#drift.reset(level);
		this.#highPass.reset(level);
		this.#lowPass.reset();
	}

	#swing(y: number): boolean {
		const border = SWING * Math.sqrt(this.#bandPower);
		if (y < -border) this.#low = true;
		if (!this.#low || y <= border) return false;
		this.#low = false;
		if (this.#lastBreath >= 0) {
			const interval = this.#samples - this.#lastBreath;
			if (interval > LONGEST_S * this.#rateHz) this.#intervals.length = 0;
			else this.#intervals.push(interval);
			if (this.#intervals.length > INTERVALS) this.#intervals.shift();
		}
		this.#lastBreath = this.#samples;
		return true;
	}
}
