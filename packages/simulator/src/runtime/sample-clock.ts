/** The instant from which all samples are counted: 2020-01-01T00:00:00Z, in ms since 1970. */
export const SIMULATION_EPOCH_MS = Date.UTC(2020, 0, 1);

/** Seconds since the simulation's epoch. */
export function simulationTime(epochMs: number): number {
	return (epochMs - SIMULATION_EPOCH_MS) / 1000;
}

/**
 * The instants at which an attribute is sampled: fixed on the wall clock, whoever looks and whenever the run began.
 *
 * Timestamps are whole ms, never later than the sample's instant, and strictly increasing up to 1 000 Hz.
 */
export class SampleClock {
	readonly #originMs: number;
	readonly #periodMs: number;

	/** @param offset share of a period, 0 ≤ offset < 1, by which this attribute is later than the epoch. */
	constructor(rateHz: number, offset = 0) {
		this.#periodMs = 1000 / rateHz;
		this.#originMs = SIMULATION_EPOCH_MS + Math.floor(offset * this.#periodMs);
	}

	/** Running number of the last sample at or before an instant in ms since 1970. */
	lastIndex(epochMs: number): number {
		return Math.floor((epochMs - this.#originMs) / this.#periodMs);
	}

	/** Timestamp of a sample, ms since 1970. */
	timestamp(index: number): number {
		return Math.floor(this.#originMs + index * this.#periodMs);
	}

	/** Time of a sample in seconds since the simulation's epoch. */
	timeS(index: number): number {
		return (this.#originMs - SIMULATION_EPOCH_MS + index * this.#periodMs) / 1000;
	}
}
