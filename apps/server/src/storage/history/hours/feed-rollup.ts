import type { RangeSink } from "../range-sink.ts";
import type { RangePart } from "./rolled-range.ts";
import type { StoredRollup } from "./rollup-store.ts";

/**
 * Hands the windows of a part over to an answer: of scalars the smallest and the largest sample of each, of vectors
 * the last one.
 */
export function feedRollup(
	{ from, to }: RangePart,
	rollup: StoredRollup,
	stride: number,
	sink: RangeSink<ArrayLike<number>>,
): void {
	const { t0, at, n, firstMs, lastMs } = rollup;
	let gap = 0;
	for (let window = 0; window < at.length; window += 1) {
		if (t0 + at[window]! < from || t0 + at[window]! > to) continue;
		const [first, last] = [t0 + firstMs[window]!, t0 + lastMs[window]!];
		gap = skipGaps(rollup, gap, first);
		sink.gaps.see(first);
		for (; gap < rollup.gapFrom.length && t0 + rollup.gapTo[gap]! <= last; gap += 1)
			sink.gaps.found(t0 + rollup.gapFrom[gap]!, t0 + rollup.gapTo[gap]!);
		sink.gaps.move(last);
		sink.samples += n[window]!;
		if (stride === 1) feedExtremes(rollup, window, sink);
		else sink.point(last, restrideLast(rollup, window, stride), 0);
	}
}

/** Gaps between windows are found again as the windows are seen. */
function skipGaps({ t0, gapTo }: StoredRollup, from: number, first: number): number {
	let gap = from;
	while (gap < gapTo.length && t0 + gapTo[gap]! <= first) gap += 1;
	return gap;
}

function feedExtremes(
	{ t0, loMs, hiMs, lo, hi }: StoredRollup,
	window: number,
	sink: RangeSink<ArrayLike<number>>,
): void {
	const [loAt, hiAt] = [t0 + loMs[window]!, t0 + hiMs[window]!];
	sink.point(Math.min(loAt, hiAt), loAt <= hiAt ? lo : hi, window);
	sink.point(Math.max(loAt, hiAt), loAt <= hiAt ? hi : lo, window);
}

function restrideLast({ last, stride }: StoredRollup, window: number, wanted: number): Float64Array {
	const sample = new Float64Array(wanted).fill(Number.NaN);
	for (let field = 0; field < Math.min(stride, wanted); field += 1)
		sample[field] = last[window * stride + field]!;
	return sample;
}
