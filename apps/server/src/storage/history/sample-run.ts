import type { StoredChunk } from "./chunk-query.ts";
import type { RangeSink } from "./range-sink.ts";
import { SampleMerger } from "./sample-merger.ts";

/** The way of the samples of a stretch of time: chunks are merged, and what lies in the stretch goes to the sink. */
export class SampleRun<V extends ArrayLike<unknown>> {
	readonly #merger: SampleMerger<V>;
	readonly #valuesOf: (chunk: StoredChunk) => V | undefined;

	/** @param valuesOf the values of a chunk, `stride` per sample; `undefined` when it has none of this kind */
	constructor(
		{ from, to }: { from: number; to: number },
		stride: number,
		sink: RangeSink<V>,
		valuesOf: (chunk: StoredChunk) => V | undefined,
	) {
		this.#valuesOf = valuesOf;
		this.#merger = new SampleMerger<V>(stride, (t, values, at) => {
			if (t >= from && t <= to) sink.sample(t, values, at);
		});
	}

	add(chunk: StoredChunk): void {
		const values = this.#valuesOf(chunk);
		if (values) this.#merger.add({ t0: chunk.t0, dt: chunk.dt, seq: chunk.seq, values });
	}

	finish(): void {
		this.#merger.finish();
	}
}
