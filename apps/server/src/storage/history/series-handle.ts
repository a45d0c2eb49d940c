import type { JsonValue } from "@sensocto/protocol";
import type { SeriesDescriptor } from "./descriptors.ts";
import { HISTORY } from "./history-limits.ts";
import { JsonChunk, NumericChunk } from "./open-chunk.ts";
import type { SensorHandle } from "./sensor-handle.ts";
import type { ShardQueue } from "./shard-queue.ts";

/** A canonical sample: a number, a vector by stride, or a structured value. */
export type HistorySample = number | Float64Array | JsonValue;

/**
 * One attribute of one sensor on its way to the database.
 *
 * 1. Appending never waits, throws or touches the database.
 * 2. A sample that does not have the series' own shape is kept as JSON beside the numbers.
 * 3. `seriesId` is 0 until a committed transaction has given the series its id; one without samples never gets one.
 */
export class SeriesHandle {
	readonly sensor: SensorHandle;
	descriptor: SeriesDescriptor;
	seriesId = 0;
	/** The hour (its beginning in ms) last marked as having new samples; see `hour-marks.ts`. */
	markedHour = Number.NaN;
	/** Whether samples wait in a chunk here; the queue then has this series on its list. */
	dirty = false;
	#isKept = false;
	readonly #queue: ShardQueue;
	readonly #numeric: NumericChunk | undefined;
	#json: JsonChunk | undefined;

	constructor(sensor: SensorHandle, descriptor: SeriesDescriptor, queue: ShardQueue) {
		this.sensor = sensor;
		this.descriptor = descriptor;
		this.#queue = queue;
		this.#numeric = descriptor.precision === "json" ? undefined : new NumericChunk(descriptor.precision);
	}

	/** Whether the series has samples of which the database does not know whose they are. */
	get isAwaited(): boolean {
		return this.dirty || (this.#isKept && this.seriesId === 0);
	}

	/** Whether it is stored, or on its way there. */
	get isKept(): boolean {
		return this.#isKept;
	}

	/** It has samples to be stored, and was not known to have any. */
	sampled(): void {
		this.dirty = true;
		this.#isKept = true;
		this.sensor.sampled(this);
	}

	/** Stores it from now on: it has samples elsewhere, in rows that are made already. */
	keep(): this {
		this.#isKept = true;
		return this;
	}

	/** Whether samples of this series are given up first when the queue is full. */
	get isWaveform(): boolean {
		return this.#numeric !== undefined && (this.descriptor.samplingRateHz ?? 0) >= HISTORY.waveformHz;
	}

	/**
	 * Takes a sample; hot path.
	 * @param tMs time of the sample in ms; outside the years 1 to 9999 it is dropped and counted
	 * @param arrivedMs server time at which it arrived, in ms
	 */
	append(tMs: number, sample: HistorySample, arrivedMs = Number.NaN): void {
		const t = Math.round(tMs);
		if (!(t >= HISTORY.time.min && t <= HISTORY.time.max)) {
			this.#queue.reject(1);
			return;
		}
		const chunk = this.#numeric;
		if (chunk !== undefined && typeof sample === "number") {
			if (!chunk.fits(t, 1)) this.#seal(chunk);
			chunk.pushNumber(t, sample);
			chunk.arrivedMs = arrivedMs;
		} else if (chunk !== undefined && sample instanceof Float64Array && sample.length > 0) {
			if (!chunk.fits(t, sample.length)) this.#seal(chunk);
			chunk.pushVector(t, sample);
			chunk.arrivedMs = arrivedMs;
		} else if (!this.#appendJson(t, sample, arrivedMs)) return;
		this.#queue.appended(this);
	}

	/** Makes rows of everything that waits here. */
	seal(): void {
		if (this.#numeric !== undefined && this.#numeric.samples > 0) this.#seal(this.#numeric);
		if (this.#json !== undefined && this.#json.samples > 0) this.#seal(this.#json);
		this.dirty = false;
	}

	#appendJson(t: number, sample: HistorySample, arrivedMs: number): boolean {
		this.#json ??= new JsonChunk();
		if (!this.#json.fits(t)) this.#seal(this.#json);
		try {
			this.#json.push(t, sample instanceof Float64Array ? Array.from(sample) : sample);
			this.#json.arrivedMs = arrivedMs;
			return true;
		} catch {
			this.#queue.reject(1); // Nested beyond what JSON text can hold: no database could keep it either.
			return false;
		}
	}

	#seal(chunk: NumericChunk | JsonChunk): void {
		const { t0, samples } = chunk;
		this.#queue.push({
			series: this,
			t0,
			samples,
			bytes: chunk.take(this.sensor.clockOffsetMs),
			waveform: this.isWaveform,
			ordinal: 0,
		});
	}
}
