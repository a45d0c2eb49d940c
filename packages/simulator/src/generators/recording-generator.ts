import type { Generator } from "./generator.ts";

/** A recorded waveform at its own rate, over and over. */
export class RecordingGenerator implements Generator {
	readonly #values: Float64Array;

	/** @param values at least one value, in the unit of the attribute. */
	constructor(values: Float64Array) {
		this.#values = values;
	}

	sample(index: number): number {
		return this.#values[index % this.#values.length]!;
	}
}
