import { BeatSeries } from "./beat-series.ts";
import { RPeakDetector } from "./r-peak-detector.ts";

/** What an ECG tells, each value `undefined` while it cannot be trusted. */
export interface EcgReading {
	/** Beats a minute over the last 8 s. */
	heartRate: number | undefined;
	/** Heart-rate variability in ms over the last minute. */
	rmssd: number | undefined;
	sdnn: number | undefined;
	/** Signal quality of the last 8 s, 0 to 1. */
	quality: number;
}

/** How often the clock moves on while no beat comes, in seconds. */
const STEP_S = 0.25;

/**
 * Follows one ECG: R peaks, heart rate and heart-rate variability from its samples, at a constant sampling rate.
 * After a break in the samples call `reset`.
 */
export class EcgMonitor {
	readonly #detector: RPeakDetector;
	readonly #series = new BeatSeries();
	readonly #msPerSample: number;
	readonly #step: number;
	#samples = 0;

	/** Throws `RangeError` for a sampling rate the detector does not cover. */
	constructor(options: { samplingRateHz: number }) {
		this.#detector = new RPeakDetector(options);
		this.#msPerSample = 1_000 / options.samplingRateHz;
		this.#step = Math.ceil(STEP_S * options.samplingRateHz);
	}

	/** Takes one sample in mV; returns the number of the sample (the first is 0) whose R peak is confirmed now, or -1. */
	push(mv: number): number {
		const peak = this.#detector.push(mv);
		this.#samples++;
		if (peak >= 0) {
			this.#series.addBeat(peak * this.#msPerSample, this.#detector.quality, this.#detector.beatTrust);
		}
		if (this.#samples % this.#step === 0) {
			this.#series.advance(this.#samples * this.#msPerSample, this.#detector.quality);
		}
		return peak;
	}

	/** Heart rate now, in beats a minute; `undefined` while it cannot be trusted. Cheaper than the whole reading. */
	get heartRate(): number | undefined {
		return this.#series.heartRate;
	}

	/** Signal quality of the last 8 s, 0 to 1. */
	get quality(): number {
		return this.#detector.quality;
	}

	/** The values now. */
	get reading(): EcgReading {
		return {
			heartRate: this.#series.heartRate,
			rmssd: this.#series.rmssd,
			sdnn: this.#series.sdnn,
			quality: this.#detector.quality,
		};
	}

	/** Forgets everything; the next sample is number 0 again. */
	reset(): void {
		this.#detector.reset();
		this.#series.reset();
		this.#samples = 0;
	}
}
