import type { StreamBuffer } from "../../stores/stream-buffer.ts";
import { GAP_INTERVALS, type TrendSegment } from "./trend-segment.ts";

/** A gap in what reached this page is read from history once it is this old, ms: by then it is stored. */
const SETTLED_MS = 5_000;

/**
 * The live buffer as a segment in server time, without what lies before its last settled gap.
 *
 * The server may hold what this page missed (a lost connection, thinned delivery), so history fills that part; what is
 * missing there too stays a gap, with the reason that is known of it.
 */
export function liveSegment(buffer: StreamBuffer, intervalMs: number, serverNowMs: number): TrendSegment {
	const { ring, offsetMs, gaps } = buffer;
	const settled = gaps.findLast((gap) => gap.to + offsetMs < serverNowMs - SETTLED_MS);
	const told = gaps.map((gap) => ({ from: gap.from + offsetMs, to: gap.to + offsetMs, reason: gap.reason }));
	const open = settled ? gaps.indexOf(settled) + 1 : 0;
	const start = settled ? ring.indexAfter(settled.to - 0.001) : 0;
	return {
		length: ring.length - start,
		stride: ring.stride,
		breakMs: GAP_INTERVALS * intervalMs,
		gaps: told.slice(open),
		reasons: told.slice(0, open),
		decimated: false,
		samples: ring.length - start,
		time: (index) => ring.time(start + index) + offsetMs,
		value: (index, component) => ring.value(start + index, component),
	};
}

/** A segment moved in time by some ms: device time to server time. */
export function shifted(segment: TrendSegment, byMs: number): TrendSegment {
	if (byMs === 0) return segment;
	return {
		length: segment.length,
		stride: segment.stride,
		breakMs: segment.breakMs,
		decimated: segment.decimated,
		samples: segment.samples,
		gaps: segment.gaps.map((gap) => ({ ...gap, from: gap.from + byMs, to: gap.to + byMs })),
		time: (index) => segment.time(index) + byMs,
		value: (index, component) => segment.value(index, component),
	};
}
