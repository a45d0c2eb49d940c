import type { HistoryGap } from "@sensocto/protocol";
import { GapFinder } from "./gap-finder.ts";
import type { PointCollector } from "./point-collector.ts";

/** What a query found. */
export interface RunResult {
	/** Samples in the range. */
	samples: number;
	gaps: HistoryGap[];
	points: { t: number[]; v: unknown[]; decimated: boolean };
}

/** Where everything read for one answer comes together, in order of time: count, gaps and points. */
export class RangeSink<V> {
	readonly gaps: GapFinder;
	readonly #collector: PointCollector<V>;
	samples = 0;

	/** @param gapMs what lasts longer is a gap */
	constructor(gapMs: number, collector: PointCollector<V>) {
		this.gaps = new GapFinder(gapMs);
		this.#collector = collector;
	}

	/** A sample at `t` (ms) whose values begin at `at`. */
	sample(t: number, values: V, at: number): void {
		this.gaps.see(t);
		this.samples += 1;
		this.#collector.add(t, values, at);
	}

	/** A sample that stands for others, which are counted apart. */
	point(t: number, values: V, at: number): void {
		this.#collector.add(t, values, at);
	}

	result(): RunResult {
		return { samples: this.samples, gaps: this.gaps.gaps, points: this.#collector.points() };
	}
}
