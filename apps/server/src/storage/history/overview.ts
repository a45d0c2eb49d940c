import type pg from "pg";
import { eachSummary } from "./chunk-overview.ts";
import type { StoredChunk } from "./chunk-query.ts";
import { GapFinder } from "./gap-finder.ts";
import { GAP_INTERVALS } from "./history-limits.ts";
import { bucketsOf, MinMaxCollector, type PointRange } from "./point-collector.ts";
import type { RunResult } from "./sample-run.ts";

/** Stretches shorter than this hold about one chunk each, so that its extremes would save nothing. In ms. */
const SHORTEST_BUCKET_MS = 500;

/**
 * Reads a long range of a scalar series from the extremes of its chunks instead of all its samples.
 *
 * Every chunk's smallest and largest number goes to the stretch it stands in, so no peak is lost and every point is
 * a sample at its own time; chunks are at most half as long as a stretch.
 * @returns `undefined` when all samples must be read: chunks overlap (resent or corrected samples), the samples are
 * few enough to be given whole, or the range is short
 */
export async function readOverview(
	client: pg.ClientBase,
	seriesId: number,
	range: PointRange,
	gapMs: number,
): Promise<RunResult | undefined> {
	const bucketMs = (range.to - range.from) / bucketsOf(range);
	if (bucketMs < SHORTEST_BUCKET_MS) return undefined;
	const collector = new MinMaxCollector(range, true);
	const gaps = new GapFinder(gapMs);
	let end = Number.NEGATIVE_INFINITY;
	let isClear = true;
	let samples = 0;
	const addWhole = ({ t0, dt, numbers }: StoredChunk) => {
		if (numbers?.length !== dt.length) {
			isClear = false;
			return;
		}
		for (let index = 0; index < dt.length; index += 1) {
			const t = t0 + dt[index]!;
			// Of repeated times the last counts.
			if (t < range.from || t > range.to || dt[index + 1] === dt[index]) continue;
			gaps.see(t);
			samples += 1;
			collector.add(t, numbers, index);
		}
	};
	const limits = {
		from: range.from,
		to: range.to,
		longestMs: bucketMs / 2,
		intervalMs: gapMs / GAP_INTERVALS,
	};
	await eachSummary(client, seriesId, limits, (summary) => {
		if (summary.t0 <= end) isClear = false;
		end = Math.max(end, summary.end);
		if (!isClear) return;
		if (summary.whole) {
			addWhole(summary.whole);
			return;
		}
		gaps.see(summary.t0, summary.end);
		samples += summary.samples;
		const [lo, hi] = [summary.lo, summary.hi];
		collector.add(lo.t, [lo.value], 0);
		collector.add(hi.t, [hi.value], 0);
	});
	if (!isClear || samples <= range.maxPoints) return undefined;
	return { samples, gaps: gaps.gaps, points: collector.points() };
}
