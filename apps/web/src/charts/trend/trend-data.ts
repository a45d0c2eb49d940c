import { firstAtOrAfter, type TrendGap, type TrendSegment } from "./trend-segment.ts";

/** What a plot draws: one x per point (epoch ms), one row per component, `null` where the line breaks. */
export interface TrendData {
	readonly x: number[];
	readonly ys: (number | null)[][];
	readonly gaps: TrendGap[];
}

/** Which stretch to draw and how wide one pixel is, ms. */
export interface TrendView {
	readonly fromMs: number;
	readonly toMs: number;
	readonly pixelMs: number;
	readonly stride: number;
}

/**
 * Joins segments into drawable points.
 *
 * Invariants: (1) x never decreases; (2) between two samples further apart than the segment's `breakMs` there is a
 * point of nulls, so no line crosses a gap; (3) one sample beyond each edge is kept, so lines reach the edges;
 * (4) when samples are denser than four a pixel, each pixel keeps the minimum and maximum of every component, on a
 * grid of absolute time, so that a moving window does not shimmer.
 */
export function trendData(segments: readonly TrendSegment[], view: TrendView): TrendData {
	const data: TrendData = { x: [], ys: Array.from({ length: view.stride }, () => []), gaps: [] };
	const writer = new PointWriter(data);
	for (const segment of segments) {
		const start = Math.max(0, firstAtOrAfter(segment, view.fromMs) - 1);
		const end = Math.min(segment.length, firstAtOrAfter(segment, view.toMs) + 1);
		if (end <= start) continue;
		const span = segment.time(end - 1) - segment.time(start);
		const dense = end - start > 64 && (end - start) * view.pixelMs > 4 * span;
		writer.begin(segment);
		if (dense) writeBuckets(segment, start, end, view, writer);
		else for (let index = start; index < end; index++) writer.sample(segment, index);
	}
	for (const segment of segments) {
		for (const gap of segment.gaps) if (gap.to > view.fromMs && gap.from < view.toMs) data.gaps.push(gap);
	}
	const reasons = segments.flatMap((segment) => segment.reasons ?? []);
	return { ...data, gaps: mergeGaps(data.gaps).map((gap) => explained(gap, reasons)) };
}

/** A gap with the reason that is known of the greater part of it. */
function explained(gap: TrendGap, reasons: readonly TrendGap[]): TrendGap {
	if (gap.reason !== undefined) return gap;
	const half = (gap.to - gap.from) / 2;
	const known = reasons.find(({ from, to }) => Math.min(to, gap.to) - Math.max(from, gap.from) > half);
	return known === undefined ? gap : { ...gap, reason: known.reason };
}

class PointWriter {
	readonly #data: TrendData;
	#last = Number.NEGATIVE_INFINITY;
	#breakMs = 0;
	#next = 0;

	constructor(data: TrendData) {
		this.#data = data;
	}

	begin(segment: TrendSegment): void {
		// At a seam the coarser side decides: the last point of decimated history may stand for a whole bucket.
		this.#breakMs = Math.max(this.#next, segment.breakMs);
		this.#next = segment.breakMs;
	}

	/** Opens a gap when the step to `timeMs` is too long; must come before the point of that time. */
	step(timeMs: number): void {
		if (timeMs - this.#last > this.#breakMs && this.#last > Number.NEGATIVE_INFINITY) {
			this.#data.gaps.push({ from: this.#last, to: timeMs });
			this.#data.x.push((this.#last + timeMs) / 2);
			for (const row of this.#data.ys) row.push(null);
		}
		if (this.#last > Number.NEGATIVE_INFINITY) this.#breakMs = this.#next;
		this.#last = timeMs;
	}

	point(timeMs: number, read: (component: number) => number): void {
		this.#data.x.push(timeMs);
		this.#data.ys.forEach((row, component) => {
			const value = read(component);
			row.push(Number.isFinite(value) ? value : null);
		});
	}

	sample(segment: TrendSegment, index: number): void {
		const time = segment.time(index);
		this.step(time);
		this.point(time, (component) =>
			component < segment.stride ? segment.value(index, component) : Number.NaN,
		);
	}
}

function writeBuckets(
	segment: TrendSegment,
	start: number,
	end: number,
	view: TrendView,
	writer: PointWriter,
): void {
	const stride = Math.min(view.stride, segment.stride);
	const bucket = new MinMaxBucket(stride);
	let key = Number.NaN;
	for (let index = start; index < end; index++) {
		const time = segment.time(index);
		const own = Math.floor(time / view.pixelMs);
		const jump = index > start && time - segment.time(index - 1) > segment.breakMs;
		if (own !== key || jump) {
			bucket.flush(writer);
			key = own;
			writer.step(time);
		}
		bucket.add(segment, index, time);
		writer.step(time);
	}
	bucket.flush(writer);
}

/** Minimum and maximum of every component over the samples of one pixel, in the order they came. */
class MinMaxBucket {
	readonly #low: Float64Array;
	readonly #high: Float64Array;
	readonly #lowFirst: boolean[];
	#first = 0;
	#last = 0;
	#count = 0;

	constructor(stride: number) {
		this.#low = new Float64Array(stride);
		this.#high = new Float64Array(stride);
		this.#lowFirst = new Array<boolean>(stride).fill(true);
	}

	add(segment: TrendSegment, index: number, time: number): void {
		if (this.#count === 0) {
			this.#low.fill(Number.POSITIVE_INFINITY);
			this.#high.fill(Number.NEGATIVE_INFINITY);
			this.#first = time;
		}
		this.#count += 1;
		this.#last = time;
		for (let component = 0; component < this.#low.length; component++) {
			const value = segment.value(index, component);
			if (value < (this.#low[component] as number)) {
				this.#low[component] = value;
				this.#lowFirst[component] = false;
			}
			if (value > (this.#high[component] as number)) {
				this.#high[component] = value;
				this.#lowFirst[component] = true;
			}
		}
	}

	flush(writer: PointWriter): void {
		if (this.#count === 0) return;
		const early = (component: number): number =>
			(this.#lowFirst[component] ? this.#low[component] : this.#high[component]) ?? Number.NaN;
		const late = (component: number): number =>
			(this.#lowFirst[component] ? this.#high[component] : this.#low[component]) ?? Number.NaN;
		writer.point(this.#first, early);
		if (this.#count > 1) writer.point(this.#last, late);
		this.#count = 0;
	}
}

/** Gaps in order, overlapping ones joined; a reason wins over none. */
export function mergeGaps(gaps: readonly TrendGap[]): TrendGap[] {
	const merged: TrendGap[] = [];
	for (const gap of [...gaps].sort((a, b) => a.from - b.from)) {
		const last = merged[merged.length - 1];
		if (last && gap.from < last.to) {
			merged[merged.length - 1] = {
				from: last.from,
				to: Math.max(last.to, gap.to),
				reason: last.reason ?? gap.reason,
			};
		} else merged.push(gap);
	}
	return merged;
}
