import { gapSegment } from "./silent-tail.ts";
import { before, type TrendSegment } from "./trend-segment.ts";

/**
 * Stored history and the live buffer as the segments of one window, oldest first, no sample twice.
 *
 * `heldToMs` is how far the history was read. What lies between there and the live buffer is unknown, not empty: a
 * window that ends before the live buffer leaves it out, any other names the hole until it is read.
 */
export function joinSegments(
	stored: TrendSegment | undefined,
	heldToMs: number,
	live: TrendSegment,
	viewToMs: number,
): TrendSegment[] {
	if (!stored || stored.length === 0) return [live];
	if (live.length === 0) return [stored];
	const liveFromMs = live.time(0);
	const known = before(stored, liveFromMs);
	if (heldToMs >= liveFromMs) return [known, live];
	if (viewToMs < liveFromMs) return [known];
	const hole = { from: heldToMs, to: liveFromMs, reason: "reading history" };
	return [known, gapSegment(hole, live.stride), live];
}
