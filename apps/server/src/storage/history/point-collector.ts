/** The range an answer covers and how many points it may have. */
export interface PointRange {
	/** In ms. */
	from: number;
	to: number;
	maxPoints: number;
}

/** Collects the points of an answer from samples in time order; its memory does not grow with the samples. */
export interface PointCollector<V> {
	/** Takes the sample of time `t` (ms) that begins at `at` in `values`. */
	add(t: number, values: V, at: number): void;
	/** Points in time order, `v` flattened by stride, and whether they are fewer than the samples. */
	points(): { t: number[]; v: unknown[]; decimated: boolean };
}

/** Stretches of a range that yield two points each. */
export function bucketsOf({ maxPoints }: PointRange): number {
	return Math.max(1, Math.floor(maxPoints / 2));
}

/** Which stretch of the range a time falls into. */
function bucketOf(t: number, { from, to }: PointRange, buckets: number): number {
	const span = to - from;
	return span <= 0 ? 0 : Math.min(buckets - 1, Math.floor(((t - from) / span) * buckets));
}

/**
 * Keeps every sample while they fit, else the smallest and the largest of each equal stretch of time.
 *
 * It decides as min/max decimation of the whole series would, but one sample at a time: an hour of a waveform
 * never has to be in memory. A stretch with nothing but NaN keeps one NaN, so that a drawn line breaks there.
 */
export class MinMaxCollector implements PointCollector<ArrayLike<number>> {
	readonly #range: PointRange;
	readonly #raw: { t: number[]; v: number[] } = { t: [], v: [] };
	readonly #buckets: number;
	#count = 0;
	#minT = new Float64Array();
	#minV = new Float64Array();
	#maxT = new Float64Array();
	#maxV = new Float64Array();

	/** @param decimate whether to decimate however few samples come, because they stand for more */
	constructor(range: PointRange, decimate = false) {
		this.#range = range;
		this.#buckets = bucketsOf(range);
		if (decimate) this.#beginBuckets();
	}

	add(t: number, values: ArrayLike<number>, at: number): void {
		const value = values[at]!;
		this.#count += 1;
		if (this.#minT.length === 0 && this.#count <= this.#range.maxPoints) {
			this.#raw.t.push(t);
			this.#raw.v.push(value);
			return;
		}
		if (this.#minT.length === 0) this.#beginBuckets();
		this.#include(t, value);
	}

	points(): { t: number[]; v: number[]; decimated: boolean } {
		if (this.#minT.length === 0) return { ...this.#raw, decimated: false };
		const t: number[] = [];
		const v: number[] = [];
		for (let bucket = 0; bucket < this.#buckets; bucket += 1) {
			const [minT, maxT] = [this.#minT[bucket]!, this.#maxT[bucket]!];
			if (Number.isNaN(minT)) continue;
			const minFirst = minT <= maxT;
			t.push(minFirst ? minT : maxT);
			v.push(minFirst ? this.#minV[bucket]! : this.#maxV[bucket]!);
			if (minT === maxT) continue;
			t.push(minFirst ? maxT : minT);
			v.push(minFirst ? this.#maxV[bucket]! : this.#minV[bucket]!);
		}
		return { t, v, decimated: true };
	}

	#beginBuckets(): void {
		this.#minT = new Float64Array(this.#buckets).fill(Number.NaN);
		this.#minV = new Float64Array(this.#buckets).fill(Number.NaN);
		this.#maxT = new Float64Array(this.#buckets).fill(Number.NaN);
		this.#maxV = new Float64Array(this.#buckets).fill(Number.NaN);
		for (let index = 0; index < this.#raw.t.length; index += 1)
			this.#include(this.#raw.t[index]!, this.#raw.v[index]!);
	}

	#include(t: number, value: number): void {
		const bucket = bucketOf(t, this.#range, this.#buckets);
		const isFirst =
			Number.isNaN(this.#minT[bucket]!) || (Number.isNaN(this.#minV[bucket]!) && !Number.isNaN(value));
		if (isFirst || value < this.#minV[bucket]!) {
			this.#minT[bucket] = t;
			this.#minV[bucket] = value;
		}
		if (isFirst || value > this.#maxV[bucket]!) {
			this.#maxT[bucket] = t;
			this.#maxV[bucket] = value;
		}
	}
}

/** Keeps every sample while they fit, else the last of each equal stretch of time: for vectors and structured values. */
export class LastCollector implements PointCollector<ArrayLike<unknown>> {
	readonly #range: PointRange;
	readonly #stride: number;
	#t: number[] = [];
	#v: unknown[][] = [];
	#decimated = false;

	constructor(range: PointRange, stride: number) {
		this.#range = range;
		this.#stride = stride;
	}

	add(t: number, values: ArrayLike<unknown>, at: number): void {
		const sample: unknown[] = [];
		for (let index = 0; index < this.#stride; index += 1) sample.push(values[at + index]);
		if (this.#decimated && this.#sharesBucket(t)) {
			this.#t[this.#t.length - 1] = t;
			this.#v[this.#v.length - 1] = sample;
			return;
		}
		this.#t.push(t);
		this.#v.push(sample);
		if (!this.#decimated && this.#t.length > this.#range.maxPoints) this.#decimate();
	}

	points(): { t: number[]; v: unknown[]; decimated: boolean } {
		return { t: this.#t, v: this.#v.flat(), decimated: this.#decimated };
	}

	#sharesBucket(t: number): boolean {
		const last = this.#t.at(-1);
		return last !== undefined && this.#bucket(last) === this.#bucket(t);
	}

	#bucket(t: number): number {
		return bucketOf(t, this.#range, this.#range.maxPoints);
	}

	#decimate(): void {
		const [times, samples] = [this.#t, this.#v];
		this.#decimated = true;
		const keep = times.map((t, index) => {
			const next = times[index + 1];
			return next === undefined || this.#bucket(next) !== this.#bucket(t);
		});
		this.#t = times.filter((_, index) => keep[index]);
		this.#v = samples.filter((_, index) => keep[index]);
	}
}
