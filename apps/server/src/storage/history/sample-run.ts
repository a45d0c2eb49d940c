import type { StoredChunk } from "./chunk-query.ts";
import { GapFinder } from "./gap-finder.ts";
import type { PointCollector, PointRange } from "./point-collector.ts";
import { SampleMerger } from "./sample-merger.ts";

/** What a query found. */
export interface RunResult {
	/** Samples in the range. */
	samples: number;
	gaps: { from: number; to: number }[];
	points: { t: number[]; v: unknown[]; decimated: boolean };
}

/** The way of one query's samples: chunks are merged, counted, searched for gaps and collected as points. */
export class SampleRun<V extends ArrayLike<unknown>> {
	readonly #merger: SampleMerger<V>;
	readonly #collector: PointCollector<V>;
	readonly #valuesOf: (chunk: StoredChunk) => V | undefined;
	readonly #gaps: GapFinder;
	#samples = 0;

	/** @param valuesOf the values of a chunk, `stride` per sample; `undefined` when it has none of this kind */
	constructor(
		range: PointRange,
		stride: number,
		gapMs: number,
		collector: PointCollector<V>,
		valuesOf: (chunk: StoredChunk) => V | undefined,
	) {
		this.#collector = collector;
		this.#valuesOf = valuesOf;
		this.#gaps = new GapFinder(gapMs);
		this.#merger = new SampleMerger<V>(stride, (t, values, at) => {
			if (t < range.from || t > range.to) return;
			this.#gaps.see(t);
			this.#samples += 1;
			collector.add(t, values, at);
		});
	}

	add(chunk: StoredChunk): void {
		const values = this.#valuesOf(chunk);
		if (values) this.#merger.add({ t0: chunk.t0, dt: chunk.dt, seq: chunk.seq, values });
	}

	finish(): RunResult {
		this.#merger.finish();
		return { samples: this.#samples, gaps: this.#gaps.gaps, points: this.#collector.points() };
	}
}
