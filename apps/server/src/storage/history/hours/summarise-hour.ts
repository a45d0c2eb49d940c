import { GapFinder } from "../gap-finder.ts";
import { SampleMerger } from "../sample-merger.ts";
import { gapMs, restride, type StoredSeries } from "../stored-series.ts";
import { type HourChunk, inSlices } from "./hour-chunks.ts";
import { type Rollup, RollupBuilder } from "./rollup.ts";

/** Lengths of the windows, in seconds. */
export const LEVELS = [1, 60, 3600] as const;
/** Windows of a second are kept where they stand for more samples than this each. */
const SAMPLES_PER_SECOND_WINDOW = 2;

/** The summaries of an hour of a numeric series; none when it holds no numbers. */
export async function summariseHour(
	series: StoredSeries,
	hour: number,
	chunks: readonly HourChunk[],
): Promise<Rollup[]> {
	const { stride } = series;
	const builders = LEVELS.map((level) => new RollupBuilder(level, hour, stride));
	const gaps = new GapFinder(gapMs(series));
	const merger = new SampleMerger<Float64Array>(stride, (t, values, at) => {
		gaps.see(t);
		for (const builder of builders) builder.add(t, values, at);
	});
	await inSlices(chunks, ({ t0, seq, dt, numbers }) => {
		if (numbers) merger.add({ t0, seq, dt, values: restride(numbers, dt.length, stride) });
	});
	merger.finish();
	const rollups = builders.map((builder) => builder.finish());
	const samples = rollups.at(-1)!.n.reduce((sum, n) => sum + n, 0);
	if (samples === 0) return [];
	for (const rollup of rollups) {
		rollup.gapFrom = gaps.gaps.map(({ from }) => from - hour);
		rollup.gapTo = gaps.gaps.map(({ to }) => to - hour);
	}
	return rollups.filter(
		({ level, at }) => level !== LEVELS[0] || samples > SAMPLES_PER_SECOND_WINDOW * at.length,
	);
}
