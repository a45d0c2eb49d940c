import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { decodeChunk, readTime, type StoredChunk, timestamp } from "./chunk-query.ts";
import { CopyRowReader } from "./copy-row-reader.ts";
import { HISTORY } from "./history-limits.ts";

/** One chunk of numbers in an overview. */
export interface ChunkSummary {
	/** In ms. */
	t0: number;
	/** Time of the last sample in ms. */
	end: number;
	samples: number;
	/** Times (ms) and values of the smallest and the largest number, unless the chunk is given whole. */
	lo: { t: number; value: number };
	hi: { t: number; value: number };
	/** All samples, where two of them would not do. */
	whole: StoredChunk | undefined;
}

/** What decides that a chunk is given whole. */
export interface OverviewRange {
	/** In ms. */
	from: number;
	to: number;
	/** A chunk that spans more, in ms, would blur the overview. */
	longestMs: number;
	/** Expected ms between samples; a chunk that lasts longer than its samples explain may hold a gap. */
	intervalMs: number;
}

/**
 * Hands over every chunk of a scalar series that may hold samples of the range, in order of time, by its extremes.
 *
 * Given whole are chunks that reach out of the range, have no extremes, are long, or may hold a gap.
 */
export async function eachSummary(
	client: pg.ClientBase,
	seriesId: number,
	range: OverviewRange,
	visit: (summary: ChunkSummary) => void,
): Promise<void> {
	const longest = Math.max(0, Math.floor(range.longestMs));
	const interval = Number.isFinite(range.intervalMs) ? Math.max(0, range.intervalMs) : 0;
	const gap = interval > 0 ? `or last > (n + 0.5) * ${interval}` : "";
	const stream = client.query(
		copyTo(`copy (
			select t0, seq, n, last, dt[lo + 1], coalesce(v[lo + 1]::float8, w[lo + 1]), dt[hi + 1],
				coalesce(v[hi + 1]::float8, w[hi + 1]),
				case when whole then dt end, case when whole then v end, case when whole then w end
			from (select *, lo is null or last > ${longest} ${gap} or t0 < '${timestamp(range.from)}'
					or t0 + last * interval '1 millisecond' > '${timestamp(range.to)}' as whole
				from (select *, cardinality(dt) as n, dt[cardinality(dt)] as last from sensor_attribute_chunks
					where series_id = ${Math.trunc(seriesId)} and j is null
						and t0 >= '${timestamp(range.from - HISTORY.chunkSpanMs)}'
						and t0 <= '${timestamp(range.to)}') counted) judged
			order by t0) to stdout (format binary)`),
	);
	const rows = new CopyRowReader((columns) => visit(decodeSummary(columns)));
	for await (const bytes of stream) rows.push(bytes as Buffer);
}

function decodeSummary(columns: readonly (Buffer | null)[]): ChunkSummary {
	const [start, seq, n, last, loMs, loValue, hiMs, hiValue, dt, v, w] = columns;
	const t0 = readTime(start!);
	const point = (ms: Buffer | null | undefined, value: Buffer | null | undefined) => ({
		t: ms ? t0 + ms.readInt32BE() : t0,
		value: value ? value.readDoubleBE() : Number.NaN,
	});
	return {
		t0,
		end: t0 + last!.readInt32BE(),
		samples: n!.readInt32BE(),
		lo: point(loMs, loValue),
		hi: point(hiMs, hiValue),
		whole: dt ? decodeChunk([start!, seq!, dt, v ?? null, w ?? null, null]) : undefined,
	};
}
