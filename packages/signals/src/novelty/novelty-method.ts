/** What a step of a detector found in a value: nothing, one value that stands out, or a new usual value. */
export type NoveltyVerdict = "none" | "spike" | "shift";

/** Finds what is unusual in one stream of numbers, in constant time and memory per value. */
export interface NoveltyMethod {
	/**
	 * Takes in one value.
	 *
	 * @param timeMs time of the value in ms; values that are not finite, or not newer than the last, are left out.
	 */
	step(timeMs: number, x: number): NoveltyVerdict;
	/** The next value follows a break: it is taken in, and judged by none of the values before. */
	resume(timeMs: number): void;
	/** Distance of the last value from the usual in standard deviations; never negative. */
	readonly score: number;
	/** Score above which a single value stood out in the last step. */
	readonly threshold: number;
	/** The usual value before the last step, in the stream's unit. */
	readonly centre: number;
	/** Standard deviation of the usual values before the last step, in the stream's unit. */
	readonly spread: number;
	/** Everything learned, as finite numbers; the class's `restore` takes it back. */
	snapshot(): number[];
}
