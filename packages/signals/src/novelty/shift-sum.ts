/** Deviation a shift may have unnoticed, and the sum beyond it that is an alarm, both in standard deviations. */
const SLACK = 0.75;
const LIMIT = 12;

/** Scores count at most this far from the usual, so that no single value can be a shift. */
const CLIP = 3;

/** Sums over so many scores tell how far a stream wanders by itself ... */
const BLOCK = 16;

/** ... of which about this many count, and no single one by more than this many times the usual. */
const BLOCKS = 64;
const LARGEST_BLOCK = 3;

/** Share of the measured wandering that is taken for true: independent scores are measured at .9 to 1.1. */
const SURE = 0.9;

/** Before anything is known a stream may wander twice as far as noise, as if this many blocks had said so. */
const PRIOR = { wander: 2, blocks: 3 };

/** Standard deviation of a normal distribution over its mean absolute deviation, √(π/2). */
const DEVIATION_PER_MEAN = 1.2533;

/** Standard deviation of the sum over a block of independent scores. */
const BLOCK_DEVIATION = Math.sqrt(BLOCK);

/** Share of a new value in the level, at least: a level that moves is where it went, not where it came from. */
const LEVEL_GAIN = 0.25;

/** Numbers of the rule's state. */
export const SHIFT_NUMBERS = 10;

/** By their place from the first one on. */
const RISE = 0;
const FALL = 3;
const SUM = 6;
const COUNT = 7;
const WANDER = 8;
const KNOWN = 9;

/** Of a side, by their place from its sum on: values since the sum began to grow, and their level. */
const VALUES = 1;
const LEVEL = 2;

/**
 * Finds lasting shifts as a cumulative sum of scores (Page 1954, "Continuous inspection schemes", Biometrika 41).
 *
 * Page's rule holds for independent scores. Where those of neighbours go the same way, as in all that wanders, sums of
 * them reach any limit by themselves; so scores count in units of what sums over sixteen of them vary by, divided by
 * four: one for independent scores, their long-run standard deviation otherwise.
 *
 * The state lies in an array of its owner's from `at` on, {@link SHIFT_NUMBERS} numbers: one place in memory per stream,
 * and no number handed over that would have to be allocated.
 */
export const shiftSum = {
	/** Begins a state. */
	begin(n: Float64Array, at: number): void {
		n[at + WANDER] = PRIOR.wander;
		n[at + KNOWN] = PRIOR.blocks;
	},

	/** Forgets the sums; what is known of the stream's wandering stays. */
	reset(n: Float64Array, at: number): void {
		n[at + RISE] = 0;
		n[at + FALL] = 0;
		n[at + SUM] = 0;
		n[at + COUNT] = 0;
	},

	/** Takes in a value and its score: 1 when it completes a rise, −1 when a fall, else 0. */
	step(n: Float64Array, at: number, x: number, score: number): -1 | 0 | 1 {
		const clipped = Math.max(-CLIP, Math.min(CLIP, score));
		const counts = clipped / Math.max(1, SURE * n[at + WANDER]!);
		follow(n, at + RISE, x, counts);
		follow(n, at + FALL, x, -counts);
		learn(n, at, clipped);
		if (n[at + RISE]! > LIMIT) return 1;
		return n[at + FALL]! > LIMIT ? -1 : 0;
	},

	/** Mean of the values since the sum of a side began to grow, the last seven or so counting most: the new usual. */
	level(n: Float64Array, at: number, side: -1 | 1): number {
		return n[at + (side === 1 ? RISE : FALL) + LEVEL]!;
	},

	/** A side's sum is at its limit and does not count: it goes on from there. */
	hold(n: Float64Array, at: number, side: -1 | 1): void {
		n[at + (side === 1 ? RISE : FALL)] = LIMIT;
	},
};

/** Adds to a side's sum, and to the level of the values since it began to grow. */
function follow(n: Float64Array, at: number, x: number, score: number): void {
	const began = n[at] === 0;
	const sum = Math.max(0, n[at]! + score - SLACK);
	n[at] = sum;
	if (sum === 0) return;
	const values = began ? 1 : n[at + VALUES]! + 1;
	n[at + VALUES] = values;
	n[at + LEVEL]! += Math.max(LEVEL_GAIN, 1 / values) * (x - n[at + LEVEL]!);
}

/** Learns how far sums over a block vary. */
function learn(n: Float64Array, at: number, score: number): void {
	n[at + SUM]! += score;
	n[at + COUNT]!++;
	if (n[at + COUNT]! < BLOCK) return;
	const size = (DEVIATION_PER_MEAN * Math.abs(n[at + SUM]!)) / BLOCK_DEVIATION;
	const wander = n[at + WANDER]!;
	n[at + KNOWN] = Math.min(BLOCKS, n[at + KNOWN]! + 1);
	n[at + WANDER] = wander + (Math.min(size, LARGEST_BLOCK * wander) - wander) / n[at + KNOWN]!;
	n[at + SUM] = 0;
	n[at + COUNT] = 0;
}
