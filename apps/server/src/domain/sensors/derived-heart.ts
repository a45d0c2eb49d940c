import type { AttributeMetadata } from "@sensocto/protocol";
import { EcgMonitor } from "@sensocto/signals";
import type { Attribute, Sample } from "./attribute.ts";

/** Receives one derived sample; `time` is device time and `arrived` server time, both in ms. */
export type DerivedSink = (
	metadata: AttributeMetadata,
	time: number,
	sample: Sample,
	arrived: number,
) => void;

/** A break in the samples longer than this starts the detector anew, in ms. */
const BREAK_MS = 1_000;

/** Signal watched to measure a sampling rate that the device did not state, in ms. */
const MEASURE_RATE_MS = 2_000;

/** How often quality, and an unknown heart rate, are told, in ms. */
const QUALITY_INTERVAL_MS = 1_000;

/** How often heart-rate variability is told, in ms. */
const VARIABILITY_INTERVAL_MS = 5_000;

/** Sampling rates from which beats can be found, in Hz. */
const USABLE_RATE_HZ = { min: 100, max: 1_000 };

/**
 * Heart rate, RR intervals, variability and signal quality of one ECG, as attributes of their own.
 *
 * A value that the signal does not support is told as unknown (NaN), never as a guess.
 */
export class DerivedHeart {
	readonly #attribute: Attribute;
	readonly #sink: DerivedSink;
	readonly #metadata: Record<"heartrate" | "rr" | "hrv" | "quality", AttributeMetadata>;
	#monitor: EcgMonitor | null = null;
	/** Ring position of the monitor's sample number 0. */
	#origin = -1;
	#lastTime = Number.NEGATIVE_INFINITY;
	#lastPeak = Number.NaN;
	#nextQuality = 0;
	#nextVariability = 0;

	constructor(attribute: Attribute, sink: DerivedSink) {
		this.#attribute = attribute;
		this.#sink = sink;
		const derived = (suffix: string, type: string, name: string): AttributeMetadata => ({
			attribute_id: `${attribute.id.slice(0, 64 - suffix.length - 1)}_${suffix}`,
			attribute_type: type,
			sampling_rate: 1,
			sampling_rate_stated: false,
			display_name: name,
		});
		this.#metadata = {
			heartrate: derived("heartrate", "heartrate", "Heart rate from ECG"),
			rr: derived("rr", "rr", "RR interval from ECG"),
			hrv: derived("hrv", "hrv", "Heart-rate variability from ECG"),
			quality: derived("quality", "signal_quality", "ECG signal quality"),
		};
	}

	/** Takes in the ECG sample that was stored at a ring position; hot path. */
	sample(position: number, time: number, millivolts: number, arrived: number): void {
		if (position !== this.#attribute.ring.head - 1) {
			this.#origin++;
			return;
		}
		if (this.#origin < 0 || time - this.#lastTime > BREAK_MS) this.#restart(position, time);
		this.#lastTime = time;
		if (this.#monitor === null && !this.#begin(position, time)) return;
		const monitor = this.#monitor!;
		const peak = monitor.push(Number.isFinite(millivolts) ? millivolts : 0);
		if (peak >= 0) this.#beat(peak, arrived);
		if (time >= this.#nextQuality) this.#second(time, arrived);
	}

	#restart(position: number, time: number): void {
		this.#origin = position;
		this.#monitor?.reset();
		this.#lastPeak = Number.NaN;
		this.#nextQuality = time + MEASURE_RATE_MS;
		this.#nextVariability = time + VARIABILITY_INTERVAL_MS;
	}

	/** Makes the detector once the sampling rate is known; false while it is not, or cannot be used. */
	#begin(position: number, time: number): boolean {
		const { meta, ring } = this.#attribute;
		let rate = meta.samplingRateHz;
		if (rate === null) {
			const spanMs = time - ring.timeAt(Math.max(this.#origin, ring.tail));
			if (spanMs < MEASURE_RATE_MS) return false;
			rate = ((position - this.#origin) * 1_000) / spanMs;
		}
		if (rate < USABLE_RATE_HZ.min || rate > USABLE_RATE_HZ.max) return false;
		this.#monitor = new EcgMonitor({ samplingRateHz: rate });
		this.#origin = position;
		return true;
	}

	#beat(peak: number, arrived: number): void {
		const { ring } = this.#attribute;
		const time = ring.timeAt(Math.max(this.#origin + peak, ring.tail));
		const { heartRate } = this.#monitor!.reading;
		if (heartRate !== undefined) {
			this.#sink(this.#metadata.heartrate, time, heartRate, arrived);
			if (time > this.#lastPeak) this.#sink(this.#metadata.rr, time, time - this.#lastPeak, arrived);
		}
		this.#lastPeak = time;
	}

	#second(time: number, arrived: number): void {
		this.#nextQuality = time + QUALITY_INTERVAL_MS;
		const { heartRate, rmssd, sdnn, quality } = this.#monitor!.reading;
		this.#sink(this.#metadata.quality, time, quality, arrived);
		if (heartRate === undefined) this.#sink(this.#metadata.heartrate, time, Number.NaN, arrived);
		if (time < this.#nextVariability) return;
		this.#nextVariability = time + VARIABILITY_INTERVAL_MS;
		const variability = Float64Array.of(rmssd ?? Number.NaN, sdnn ?? Number.NaN);
		this.#sink(this.#metadata.hrv, time, variability, arrived);
	}
}
