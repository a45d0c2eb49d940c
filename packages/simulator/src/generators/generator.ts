/**
 * Makes the samples of one attribute.
 *
 * A sample follows from its running number and time alone: what was sampled before, who looks and how often samples are
 * delivered do not matter.
 */
export interface Generator {
	/**
	 * Payload of a sample as a device sends it, or an {@link Occurrence}; undefined when there is nothing to send.
	 *
	 * @param index running number since the simulation's epoch.
	 * @param timeS time of the sample in the signal, seconds since the simulation's epoch.
	 * @param stepS signal time since the sample before, s: what happened in it is this sample's.
	 */
	sample(index: number, timeS: number, stepS: number): unknown;
	/** What must be kept over a restart, as JSON; absent when time alone decides. */
	state?(timeS: number): unknown;
}

/** A payload together with what happened, as buttons send it. */
export class Occurrence {
	readonly payload: unknown;
	readonly event: string;

	constructor(payload: unknown, event: string) {
		this.payload = payload;
		this.event = event;
	}
}

/** Rounds to a number of decimals, so that payloads are as long as a device's and no longer. */
export function rounded(value: number, digits: number): number {
	const scale = 10 ** digits;
	return Math.round(value * scale) / scale;
}
