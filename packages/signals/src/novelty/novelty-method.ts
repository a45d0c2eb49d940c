/** What a step of a detector found in a value: nothing, one value that stands out, or a new usual value. */
export type NoveltyVerdict = "none" | "spike" | "shift";

/** What was usual when a value came, in the stream's unit. */
export interface Usual {
	readonly centre: number;
	/** Standard deviation of the values. */
	readonly spread: number;
	/** The value before. */
	readonly before: number;
	/** What the value was expected to be, given the one before. */
	readonly expected: number;
	/** What scores of single values are counted in: standard deviation from `expected`. */
	readonly deviation: number;
	/** The score above which a single value stands out. */
	readonly threshold: number;
	/** After a shift: the new usual value. */
	readonly level: number;
}

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
	/** Distance of the last value, or of a new usual one, from what was expected in standard deviations; never negative. */
	readonly score: number;
	/** Score above which a single value stood out in the last step. */
	readonly threshold: number;
	/** What was usual when the last value came. */
	usual(): Usual;
	/** Everything learned, as finite numbers; the class's `restore` takes it back. */
	snapshot(): number[];
}
