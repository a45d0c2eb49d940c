import { firstAtOrAfter, type TrendSegment } from "./trend-segment.ts";

/** One real sample: its time (epoch ms) and its components. */
export interface PointedSample {
	readonly timeMs: number;
	readonly values: readonly number[];
}

/**
 * The sample nearest to an instant, or `undefined` when that instant lies in a gap.
 *
 * Points of the original segments are used, never drawn ones, so the readout is a value that was measured.
 */
export function nearestSample(segments: readonly TrendSegment[], timeMs: number): PointedSample | undefined {
	let best: { segment: TrendSegment; index: number; distance: number } | undefined;
	for (const segment of segments) {
		const at = firstAtOrAfter(segment, timeMs);
		for (const index of [at - 1, at]) {
			if (index < 0 || index >= segment.length) continue;
			const distance = Math.abs(segment.time(index) - timeMs);
			if (distance <= segment.breakMs && (best === undefined || distance < best.distance)) {
				best = { segment, index, distance };
			}
		}
	}
	if (!best || insideGap(segments, timeMs)) return undefined;
	const { segment, index } = best;
	const values = Array.from({ length: segment.stride }, (_, component) => segment.value(index, component));
	return { timeMs: segment.time(index), values };
}

function insideGap(segments: readonly TrendSegment[], timeMs: number): boolean {
	return segments.some((segment) => segment.gaps.some((gap) => timeMs > gap.from && timeMs < gap.to));
}

/** The time of the next sample after (`direction` 1) or before (−1) an instant; `undefined` at the end. */
export function stepSample(
	segments: readonly TrendSegment[],
	timeMs: number,
	direction: 1 | -1,
): number | undefined {
	let best: number | undefined;
	for (const segment of segments) {
		const at =
			direction === 1 ? firstAtOrAfter(segment, timeMs + 0.5) : firstAtOrAfter(segment, timeMs - 0.5) - 1;
		if (at < 0 || at >= segment.length) continue;
		const time = segment.time(at);
		if (best === undefined || (time - best) * direction < 0) best = time;
	}
	return best;
}
