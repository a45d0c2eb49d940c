/** Samples of one chunk: `values` holds `stride` entries per sample. */
export interface TimedValues<V extends ArrayLike<unknown>> {
	t0: number;
	/** ms since `t0`, in order of writing. */
	dt: Int32Array;
	values: V;
	/** Order of writing among chunks. */
	seq: number;
}

/** Receives a sample: its time in ms, and where it begins in `values`. */
export type SampleVisitor<V> = (t: number, values: V, at: number) => void;

/**
 * Puts chunks that come in order of `t0` into one strictly ascending run of samples.
 *
 * 1. Of samples with equal time the one written last is kept.
 * 2. Chunks that touch no other are passed on as they are; only those that overlap are kept, sorted and merged.
 */
export class SampleMerger<V extends ArrayLike<unknown>> {
	readonly #stride: number;
	readonly #visit: SampleVisitor<V>;
	#cluster: TimedValues<V>[] = [];
	#clusterEnd = Number.NEGATIVE_INFINITY;
	#ascends = true;

	constructor(stride: number, visit: SampleVisitor<V>) {
		this.#stride = stride;
		this.#visit = visit;
	}

	add(chunk: TimedValues<V>): void {
		if (chunk.t0 > this.#clusterEnd) this.finish();
		this.#cluster.push(chunk);
		const { dt } = chunk;
		let last = -1;
		for (let index = 0; index < dt.length; index += 1) {
			const ms = dt[index]!;
			if (ms > last) last = ms;
			else this.#ascends = false;
		}
		this.#clusterEnd = Math.max(this.#clusterEnd, chunk.t0 + last);
	}

	/** Passes on what is still kept. */
	finish(): void {
		const cluster = this.#cluster;
		const [only] = cluster;
		if (!only) return;
		if (cluster.length > 1 || !this.#ascends) this.#merge(cluster);
		else
			for (let index = 0; index < only.dt.length; index += 1)
				this.#visit(only.t0 + only.dt[index]!, only.values, index * this.#stride);
		this.#cluster = [];
		this.#clusterEnd = Number.NEGATIVE_INFINITY;
		this.#ascends = true;
	}

	#merge(cluster: TimedValues<V>[]): void {
		const samples = cluster
			.sort((a, b) => a.seq - b.seq)
			.flatMap(({ t0, dt, values }) =>
				Array.from(dt, (ms, index) => ({ t: t0 + ms, values, at: index * this.#stride })),
			);
		samples.sort((a, b) => a.t - b.t); // Stable: samples of equal time stay in order of writing.
		for (let index = 0; index < samples.length; index += 1) {
			const sample = samples[index]!;
			if (samples[index + 1]?.t !== sample.t) this.#visit(sample.t, sample.values, sample.at);
		}
	}
}
