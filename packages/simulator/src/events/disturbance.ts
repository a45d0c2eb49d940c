/** What an event of the timeline does to the samples of an attribute. */
export interface Disturbance {
	/**
	 * The payload as it is sent; undefined when the sample is lost.
	 *
	 * @param payload as the generator made it.
	 * @param timestampMs time of the sample, ms since 1970.
	 * @param index running number of the sample.
	 */
	apply(payload: unknown, timestampMs: number, index: number): unknown;
}
