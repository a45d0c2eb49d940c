import type { HistoryAnswer } from "../../api/history-api.ts";

/** A stretch without samples, epoch ms, and why when that is known. */
export interface TrendGap {
	readonly from: number;
	readonly to: number;
	readonly reason?: string | undefined;
}

/**
 * A run of samples in time order that a trend can draw: stored history or the live buffer.
 *
 * Times are epoch ms (device clock). A missing component reads as NaN.
 */
export interface TrendSegment {
	readonly length: number;
	readonly stride: number;
	time(index: number): number;
	value(index: number, component: number): number;
	/** A step longer than this many ms between two samples is a gap, never a line. */
	readonly breakMs: number;
	/** Gaps known beyond what the steps show. */
	readonly gaps: readonly TrendGap[];
	/** Why samples may be missing, and where: a gap there is explained by it, none is made by it. */
	readonly reasons?: readonly TrendGap[];
	/** True when the samples are minima and maxima of buckets, not every sample. */
	readonly decimated: boolean;
	/** Number of samples these points stand for. */
	readonly samples: number;
}

/** A gap is a step of more than this many expected intervals. */
export const GAP_INTERVALS = 3;

/** Index of the first sample at or after `timeMs`; the length when there is none. */
export function firstAtOrAfter(segment: TrendSegment, timeMs: number): number {
	let low = 0;
	let high = segment.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (segment.time(middle) < timeMs) low = middle + 1;
		else high = middle;
	}
	return low;
}

/**
 * A history answer as a segment.
 *
 * `intervalMs` is the expected time between samples. A decimated answer has wider steps than the signal: there the
 * server's own gap list decides, and a step counts only beyond three mean steps of the answer.
 */
export function historySegment(answer: HistoryAnswer, intervalMs: number): TrendSegment {
	const stride = Math.max(1, answer.fields.length);
	const values = answer.v as readonly (number | null)[];
	const length = answer.dt.length;
	const meanStep = length > 1 ? ((answer.dt[length - 1] ?? 0) - (answer.dt[0] ?? 0)) / (length - 1) : 0;
	const breakMs = GAP_INTERVALS * (answer.decimated ? Math.max(intervalMs, 2 * meanStep) : intervalMs);
	return {
		length,
		stride,
		breakMs,
		gaps: answer.gaps,
		decimated: answer.decimated,
		samples: answer.samples,
		time: (index) => answer.t0 + (answer.dt[index] ?? 0),
		value(index, component) {
			const value = values[index * stride + component];
			return typeof value === "number" ? value : Number.NaN;
		},
	};
}

/**
 * The part of a segment before `endMs` (exclusive), so that history ends where the live buffer begins and no sample
 * is drawn twice.
 */
export function before(segment: TrendSegment, endMs: number): TrendSegment {
	const length = firstAtOrAfter(segment, endMs);
	if (length === segment.length) return segment;
	const share = segment.length === 0 ? 0 : length / segment.length;
	return {
		length,
		stride: segment.stride,
		breakMs: segment.breakMs,
		decimated: segment.decimated,
		gaps: segment.gaps.filter((gap) => gap.to <= endMs),
		samples: segment.decimated ? Math.round(segment.samples * share) : length,
		time: (index) => segment.time(index),
		value: (index, component) => segment.value(index, component),
	};
}
