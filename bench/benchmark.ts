/** One measured figure; `unit` is empty for a plain ratio. */
export interface Figure {
	value: number;
	unit: string;
}

/** What a run yields. */
export interface Result {
	figures: Record<string, Figure>;
	/** Whether the target is met. */
	met: boolean;
	/**
	 * Whether a continuous-integration run may pass: 60 % of the target, where that differs from `met`. Peers that could
	 * not be started have no say in it.
	 */
	acceptable?: boolean;
	/** Peers that could not be started, with the reason. A comparison without its peer is never met. */
	missingPeers?: readonly string[];
	/** What a reader must know to judge the figures. */
	notes?: readonly string[];
}

export interface BenchContext {
	/** The repository's root. */
	root: string;
	/** Writes a line of progress. */
	log(line: string): void;
	/** Repeats a part of the run is measured with; the figures are their medians. */
	repeats: number;
	/** Names of the peers to compare with; all when absent. */
	peers?: readonly string[];
}

/** The exports of a `NAME.bench.ts`. */
export interface Benchmark {
	name: string;
	description: string;
	/** The target in words. */
	target: string;
	/** Throws `Unavailable` when what it measures is not there. */
	run(context: BenchContext): Promise<Result>;
}

/** Thrown by a benchmark whose subject cannot be started; it is reported, never passed over. */
export class Unavailable extends Error {
	override name = "Unavailable";
}
