import type { TrendGap, TrendSegment } from "./trend-segment.ts";
import { firstAtOrAfter } from "./trend-segment.ts";

/** Figures of one component over a stretch; `undefined` when it holds no number. */
export interface TrendStats {
	readonly min: number | undefined;
	/** Unknown when `approximate`: extremes of buckets say nothing about the samples between them. */
	readonly mean: number | undefined;
	readonly max: number | undefined;
	/** Samples in the stretch; an estimate when `approximate`. */
	readonly n: number;
	/** True when decimated history took part: minimum and maximum stay exact, the count does not. */
	readonly approximate: boolean;
}

/** Minimum, mean, maximum and count of one component between two instants, both inclusive. */
export function trendStats(
	segments: readonly TrendSegment[],
	component: number,
	fromMs: number,
	toMs: number,
): TrendStats {
	let min = Number.POSITIVE_INFINITY;
	let max = Number.NEGATIVE_INFINITY;
	let sum = 0;
	let numbers = 0;
	let samples = 0;
	let approximate = false;
	for (const segment of segments) {
		if (component >= segment.stride || segment.length === 0) continue;
		const each = segment.decimated ? segment.samples / segment.length : 1;
		const start = firstAtOrAfter(segment, fromMs);
		for (let index = start; index < segment.length && segment.time(index) <= toMs; index++) {
			const value = segment.value(index, component);
			approximate ||= segment.decimated;
			if (!Number.isFinite(value)) continue;
			samples += each;
			numbers += 1;
			sum += value;
			if (value < min) min = value;
			if (value > max) max = value;
		}
	}
	const known = numbers > 0;
	return {
		min: known ? min : undefined,
		mean: known && !approximate ? sum / numbers : undefined,
		max: known ? max : undefined,
		n: Math.round(samples),
		approximate,
	};
}

/** Number of gaps and their summed length inside a stretch, ms, and the reason that is known of all of them. */
export function gapStats(
	gaps: readonly TrendGap[],
	fromMs: number,
	toMs: number,
): { count: number; ms: number; reason: string | undefined } {
	const reasons = new Set<string | undefined>();
	let count = 0;
	let ms = 0;
	for (const gap of gaps) {
		const inside = Math.min(gap.to, toMs) - Math.max(gap.from, fromMs);
		if (inside <= 0) continue;
		count += 1;
		ms += inside;
		reasons.add(gap.reason);
	}
	return { count, ms, reason: reasons.size === 1 ? [...reasons][0] : undefined };
}
