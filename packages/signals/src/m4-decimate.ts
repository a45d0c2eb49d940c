import { walkBuckets } from "./bucket-walk.ts";
import { copySeries, type Series, type TimeRange } from "./series.ts";

/**
 * Keeps the first, smallest, largest and last sample of each of `width` pixel columns, at most four points a column: a
 * line drawn through them fills the same pixels as the whole series (Jugel et al. 2014, "M4: a visualization-oriented
 * time series data aggregation"). Times are in ms and ascend. Values that are not finite are skipped; a column with
 * nothing else keeps one of them, so that the line breaks there. Give the plotted `range` so that columns and pixels
 * coincide; without it the columns span the series. Throws `RangeError` for a width below one or axes of different length.
 */
export function m4Decimate(
	t: ArrayLike<number>,
	v: ArrayLike<number>,
	width: number,
	range?: TimeRange,
): Series {
	if (range === undefined && Number.isInteger(width) && t.length <= 4 * width) return copySeries(t, v);
	const kept: number[] = [];
	const keep = (i: number): void => {
		if (kept[kept.length - 1] !== i) kept.push(i);
	};
	walkBuckets(
		t,
		v,
		width,
		({ first, last, min, max, hole }) => {
			if (first < 0) {
				keep(hole);
				return;
			}
			keep(first);
			keep(Math.min(min, max));
			keep(Math.max(min, max));
			keep(last);
		},
		range,
	);
	return { t: Float64Array.from(kept, (i) => t[i]!), v: Float64Array.from(kept, (i) => v[i]!) };
}
