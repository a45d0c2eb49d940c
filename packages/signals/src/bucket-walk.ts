import type { TimeRange } from "./series.ts";

/** What one bucket of equal width in time holds: indices into the series, -1 when it has no finite value. */
export interface Bucket {
	/** First and last finite sample in time. */
	first: number;
	last: number;
	/** Smallest and largest finite sample; the earlier one wins a tie. */
	min: number;
	max: number;
	/** A sample of a bucket that has samples but no finite one: where a drawn line has to break. */
	hole: number;
}

function clear(bucket: Bucket): void {
	bucket.first = -1;
	bucket.last = -1;
	bucket.min = -1;
	bucket.max = -1;
	bucket.hole = -1;
}

function include(bucket: Bucket, v: ArrayLike<number>, i: number): void {
	const x = v[i]!;
	if (!Number.isFinite(x)) {
		if (bucket.first < 0) bucket.hole = i;
		return;
	}
	bucket.last = i;
	if (bucket.first < 0) {
		bucket.first = i;
		bucket.min = i;
		bucket.max = i;
		bucket.hole = -1;
		return;
	}
	if (x < v[bucket.min]!) bucket.min = i;
	if (x > v[bucket.max]!) bucket.max = i;
}

/**
 * Visits every bucket that holds samples, in time order, in one pass and with one reused `Bucket`.
 * Samples outside `range` are left out; without a range the series' own first and last time are the borders.
 */
export function walkBuckets(
	t: ArrayLike<number>,
	v: ArrayLike<number>,
	count: number,
	visit: (bucket: Bucket) => void,
	range: TimeRange = { from: t[0] ?? 0, to: t[t.length - 1] ?? 0 },
): void {
	if (!Number.isInteger(count) || count < 1)
		throw new RangeError(`expected at least one bucket, got ${count}`);
	if (t.length !== v.length)
		throw new RangeError(`expected as many times as values, got ${t.length} and ${v.length}`);
	const scale = range.to > range.from ? count / (range.to - range.from) : 0;
	const bucket: Bucket = { first: -1, last: -1, min: -1, max: -1, hole: -1 };
	let current = -1;
	for (let i = 0; i < t.length; i++) {
		const at = t[i]!;
		if (!(at >= range.from && at <= range.to)) continue;
		const index = Math.min(count - 1, Math.floor((at - range.from) * scale));
		if (index !== current) {
			if (current >= 0) visit(bucket);
			clear(bucket);
			current = index;
		}
		include(bucket, v, i);
	}
	if (current >= 0) visit(bucket);
}
