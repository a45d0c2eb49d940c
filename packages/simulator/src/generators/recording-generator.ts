import { type Generator, rounded } from "./generator.ts";

/** Places closer than this to a recorded sample, in samples, are that sample: times are sums of rounded numbers. */
const AT_SAMPLE = 1e-3;

/** A recorded waveform, over and over; between its samples, where a changed speed leads to, a straight line. */
export class RecordingGenerator implements Generator {
	readonly #values: Float64Array;
	readonly #rateHz: number;
	readonly #originS: number;

	/**
	 * @param values at least one value, in the unit of the attribute.
	 * @param rateHz rate it was recorded at.
	 * @param originS time of its first sample, seconds since the simulation's epoch.
	 */
	constructor(values: Float64Array, rateHz: number, originS: number) {
		this.#values = values;
		this.#rateHz = rateHz;
		this.#originS = originS;
	}

	sample(_index: number, timeS: number): number {
		const place = (timeS - this.#originS) * this.#rateHz;
		const nearest = Math.round(place);
		if (Math.abs(place - nearest) < AT_SAMPLE) return this.#at(nearest);
		const before = Math.floor(place);
		return rounded(this.#at(before) + (place - before) * (this.#at(before + 1) - this.#at(before)), 4);
	}

	#at(place: number): number {
		const count = this.#values.length;
		return this.#values[((place % count) + count) % count]!;
	}
}
