import { EcgMonitor } from "@sensocto/signals";
import type { Attribute } from "../attribute.ts";
import { type Derivation, type DerivedSink, derivedMetadata } from "./derivation.ts";
import { SignalFollower } from "./signal-follower.ts";

/** How often quality, and an unknown heart rate, are told, in ms. */
const QUALITY_INTERVAL_MS = 1_000;

/** Signal needed before the first verdict on its quality, in ms. */
const FIRST_QUALITY_MS = 2_000;

/** How often heart-rate variability is told, in ms. */
const VARIABILITY_INTERVAL_MS = 5_000;

/** Longest time between two beats that counts as one interval, in ms: 20 beats a minute. */
const LONGEST_INTERVAL_MS = 3_000;

/** Sampling rates from which beats can be found, in Hz. */
const USABLE_HZ = { min: 100, max: 1_000 };

/**
 * Heart rate, RR intervals, variability and signal quality of one ECG, as attributes of their own.
 *
 * A value that the signal does not support is told as unknown (NaN), never as a guess.
 */
export class DerivedHeart implements Derivation {
	readonly #sink: DerivedSink;
	readonly #heartRate;
	readonly #interval;
	readonly #variability;
	readonly #quality;
	readonly #follower: SignalFollower<EcgMonitor>;
	#lastPeak = Number.NaN;
	#nextQuality = 0;
	#nextVariability = 0;

	constructor(ecg: Attribute, sink: DerivedSink) {
		this.#sink = sink;
		this.#heartRate = derivedMetadata(ecg, "heartrate", "heartrate", "Heart rate from ECG");
		this.#interval = derivedMetadata(ecg, "rr", "rr", "RR interval from ECG");
		this.#variability = derivedMetadata(ecg, "hrv", "hrv", "Heart-rate variability from ECG", 0.2);
		this.#quality = derivedMetadata(ecg, "quality", "signal_quality", "ECG signal quality", 1);
		this.#follower = new SignalFollower(
			ecg,
			USABLE_HZ,
			(samplingRateHz) => new EcgMonitor({ samplingRateHz }),
			(time) => this.#restart(time),
		);
	}

	sample(position: number, time: number, millivolts: number, arrived: number): void {
		const monitor = this.#follower.at(position, time);
		if (monitor === null) return;
		const peak = monitor.push(Number.isFinite(millivolts) ? millivolts : 0);
		if (peak >= 0) this.#beat(monitor, this.#follower.timeOf(peak), arrived);
		if (time >= this.#nextQuality) this.#second(monitor, time, arrived);
	}

	#restart(time: number): void {
		this.#lastPeak = Number.NaN;
		this.#nextQuality = time + FIRST_QUALITY_MS;
		this.#nextVariability = time + VARIABILITY_INTERVAL_MS;
	}

	#beat(monitor: EcgMonitor, time: number, arrived: number): void {
		const { heartRate } = monitor;
		if (heartRate !== undefined) {
			this.#sink(this.#heartRate, time, heartRate, arrived);
			const interval = time - this.#lastPeak;
			// Beats between which one was missed are no interval; NaN before the first one.
			if (interval > 0 && interval <= LONGEST_INTERVAL_MS)
				this.#sink(this.#interval, time, interval, arrived);
		}
		this.#lastPeak = time;
	}

	#second(monitor: EcgMonitor, time: number, arrived: number): void {
		this.#nextQuality = time + QUALITY_INTERVAL_MS;
		this.#sink(this.#quality, time, monitor.quality * 100, arrived);
		if (monitor.heartRate === undefined) this.#sink(this.#heartRate, time, Number.NaN, arrived);
		if (time < this.#nextVariability) return;
		this.#nextVariability = time + VARIABILITY_INTERVAL_MS;
		const { rmssd, sdnn } = monitor.reading;
		this.#sink(this.#variability, time, Float64Array.of(rmssd ?? Number.NaN, sdnn ?? Number.NaN), arrived);
	}
}
