/** Neighbours whose median an interval is compared with, itself included. */
const LOCAL_INTERVALS = 5;
/** Largest distance, as a share of the local median. */
const TOLERANCE = 0.2;

/** Scratch space of {@link localMedian}: it is asked for every beat of every heart. */
const sorted = new Float64Array(LOCAL_INTERVALS);

/** Median of the five intervals around the one at `i`, fewer near the ends of a short series; of an even count the lower. */
function localMedian(intervals: readonly number[], i: number): number {
	const first = Math.max(0, Math.min(intervals.length - LOCAL_INTERVALS, i - (LOCAL_INTERVALS >> 1)));
	const count = Math.min(LOCAL_INTERVALS, intervals.length - first);
	for (let k = 0; k < count; k++) {
		const interval = intervals[first + k]!;
		let at = k;
		for (; at > 0 && sorted[at - 1]! > interval; at--) sorted[at] = sorted[at - 1]!;
		sorted[at] = interval;
	}
	return sorted[(count - 1) >> 1]!;
}

/** Whether the intervals at `i` and before it differ by no more than 20 % of the median of the five around. */
export function isSteadyPair(intervals: readonly number[], i: number): boolean {
	if (i < 1 || i >= intervals.length) return false;
	return Math.abs(intervals[i]! - intervals[i - 1]!) <= TOLERANCE * localMedian(intervals, i);
}

/** Tells which intervals between beats lie within 20 % of the median of the five around them. */
export function regularIntervals(intervals: readonly number[]): boolean[] {
	return intervals.map((interval, i) => {
		const local = localMedian(intervals, i);
		return Math.abs(interval - local) <= TOLERANCE * local;
	});
}

/**
 * Tells which intervals belong in heart-rate variability: the regular ones that are also close to a neighbour. The others
 * stem from ectopic, missed or false beats; the second condition finds ectopic beats that come every other time.
 */
export function cleanIntervals(intervals: readonly number[]): boolean[] {
	return regularIntervals(intervals).map(
		(regular, i) => regular && (isSteadyPair(intervals, i) || isSteadyPair(intervals, i + 1)),
	);
}
