/** Samples on their time axis: `t[i]` (ms, ascending) belongs to `v[i]`. */
export interface Series {
	t: Float64Array;
	v: Float64Array;
}

/** A stretch of the time axis in ms; `to` belongs to its last bucket. */
export interface TimeRange {
	from: number;
	to: number;
}

/** Copies both axes; throws `RangeError` when their lengths differ. */
export function copySeries(t: ArrayLike<number>, v: ArrayLike<number>): Series {
	if (t.length !== v.length)
		throw new RangeError(`expected as many times as values, got ${t.length} and ${v.length}`);
	return { t: Float64Array.from(t), v: Float64Array.from(v) };
}
