import type pg from "pg";
import { type ChunkSummaries, eachHour } from "./chunk-overview.ts";
import { eachChunkAt, type StoredChunk } from "./chunk-query.ts";
import { GAP_INTERVALS } from "./history-limits.ts";
import type { RangeSink } from "./range-sink.ts";

/** Stretches shorter than this hold about one chunk each, so that its extremes would save nothing. In ms. */
const SHORTEST_BUCKET_MS = 500;
/** Chunks read whole within one overview; when more need it, reading all samples costs no more. */
const WHOLE_CHUNKS = 1_000;

/** What an overview is asked for. */
export interface OverviewRange {
	/** In ms, inclusive. */
	from: number;
	to: number;
	/** Length of the stretches the answer is divided into, in ms. */
	bucketMs: number;
	/** What lasts longer is a gap, in ms. */
	gapMs: number;
}

/**
 * Reads a long range of a scalar series from the extremes of its chunks instead of all its samples.
 *
 * 1. Every chunk's smallest and largest number goes to the stretch it stands in: no peak is lost and every point is a
 *    sample at its own time.
 * 2. Read whole are chunks that reach out of the range, have no extremes, last longer than half a stretch, or last
 *    longer than their samples explain, since a gap may be in them.
 * @returns whether the sink got the range; otherwise nothing of it, and all samples must be read: chunks overlap
 * (resent or corrected samples), too many must be read whole, or the range is short
 */
export async function readOverview(
	client: pg.ClientBase,
	seriesId: number,
	range: OverviewRange,
	sink: RangeSink<ArrayLike<number>>,
): Promise<boolean> {
	const { bucketMs, gapMs } = range;
	if (bucketMs < SHORTEST_BUCKET_MS) return false;
	const intervalMs = gapMs / GAP_INTERVALS;
	const hours: ChunkSummaries[] = [];
	const whole: number[] = [];
	let end = Number.NEGATIVE_INFINITY;
	let isClear = true;
	await eachHour(client, seriesId, range.from, range.to, (hour) => {
		for (let index = 0; index < hour.t0.length; index += 1) {
			const [t0, last] = [hour.t0[index]!, hour.last[index]!];
			if (t0 <= end) isClear = false;
			end = t0 + last;
			const isInside = t0 >= range.from && end <= range.to;
			const isShort = last <= bucketMs / 2 && last <= (hour.samples[index]! + 0.5) * intervalMs;
			if (isInside && isShort && hour.isKnown[index] === 1) continue;
			hour.isKnown[index] = 0;
			whole.push(t0);
		}
		hours.push(hour);
	});
	if (!isClear || whole.length > WHOLE_CHUNKS) return false;
	const wholeChunks = new Map<number, StoredChunk>();
	await eachChunkAt(client, seriesId, whole, (chunk) => {
		// Not one number per sample: written when the attribute was a vector.
		if (chunk.numbers?.length === chunk.dt.length) wholeChunks.set(chunk.t0, chunk);
	});
	// Another kind of chunk, or removed between the two queries.
	if (whole.some((t0) => !wholeChunks.has(t0))) return false;
	for (const hour of hours) feed(range, hour, wholeChunks, sink);
	return true;
}

function feed(
	range: OverviewRange,
	hour: ChunkSummaries,
	wholeChunks: ReadonlyMap<number, StoredChunk>,
	sink: RangeSink<ArrayLike<number>>,
): void {
	for (let index = 0; index < hour.t0.length; index += 1) {
		const t0 = hour.t0[index]!;
		if (hour.isKnown[index] === 1) {
			sink.gaps.see(t0, t0 + hour.last[index]!);
			sink.samples += hour.samples[index]!;
			sink.point(t0 + hour.loMs[index]!, hour.lo, index);
			sink.point(t0 + hour.hiMs[index]!, hour.hi, index);
			continue;
		}
		const { dt, numbers } = wholeChunks.get(t0)!;
		for (let sample = 0; sample < dt.length; sample += 1) {
			const t = t0 + dt[sample]!;
			// Of repeated times the last counts.
			if (t < range.from || t > range.to || dt[sample + 1] === dt[sample]) continue;
			sink.sample(t, numbers!, sample);
		}
	}
}
