/**
 * Makes the samples of one attribute.
 *
 * A sample follows from its running number and time alone: what was sampled before, who looks and how often samples are
 * delivered do not matter.
 */
export interface Generator {
	/**
	 * Payload of a sample as a device sends it; undefined when there is nothing to send.
	 *
	 * @param index running number since the simulation's epoch.
	 * @param timeS time of the sample in seconds since the simulation's epoch.
	 */
	sample(index: number, timeS: number): unknown;
	/** What must be kept over a restart, as JSON; absent when time alone decides. */
	state?(timeS: number): unknown;
}

/** Rounds to a number of decimals, so that payloads are as long as a device's and no longer. */
export function rounded(value: number, digits: number): number {
	const scale = 10 ** digits;
	return Math.round(value * scale) / scale;
}
