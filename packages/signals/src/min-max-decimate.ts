import { walkBuckets } from "./bucket-walk.ts";
import { copySeries, type Series, type TimeRange } from "./series.ts";

/**
 * Keeps the smallest and the largest sample of each of `buckets` equal stretches of time: at most two points a bucket,
 * so no peak is lost. Times are in ms and ascend. A series that already fits is returned whole. Values that are not
 * finite are skipped; a bucket with nothing else keeps one of them, so that a drawn line breaks there. Without `range`
 * the buckets span the series. Throws `RangeError` for fewer than one bucket or axes of different length.
 */
export function minMaxDecimate(
	t: ArrayLike<number>,
	v: ArrayLike<number>,
	buckets: number,
	range?: TimeRange,
): Series {
	if (range === undefined && Number.isInteger(buckets) && t.length <= 2 * buckets) return copySeries(t, v);
	const kept: number[] = [];
	walkBuckets(
		t,
		v,
		buckets,
		({ min, max, hole }) => {
			if (min < 0) kept.push(hole);
			else if (min === max) kept.push(min);
			else kept.push(Math.min(min, max), Math.max(min, max));
		},
		range,
	);
	return { t: Float64Array.from(kept, (i) => t[i]!), v: Float64Array.from(kept, (i) => v[i]!) };
}
