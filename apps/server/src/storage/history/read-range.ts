import type pg from "pg";
import { eachChunk } from "./chunk-query.ts";
import { feedRollup } from "./hours/feed-rollup.ts";
import { divideRange, type RangePart } from "./hours/rolled-range.ts";
import { readOverview } from "./overview.ts";
import { bucketsOf, LastCollector, MinMaxCollector, type PointRange } from "./point-collector.ts";
import { RangeSink, type RunResult } from "./range-sink.ts";
import { SampleRun } from "./sample-run.ts";
import { gapMs, isScalar, restride, type StoredSeries } from "./stored-series.ts";

type NumericSink = RangeSink<ArrayLike<number>>;

/**
 * The samples of a range as points: every sample when they are no more than `maxPoints`, else decimated, from what
 * costs least: summaries of hours, extremes of chunks, all samples.
 */
export async function readRange(
	client: pg.ClientBase,
	series: StoredSeries,
	range: PointRange,
): Promise<RunResult> {
	if (series.value_kind === "jsonb") return readStructured(client, series, range);
	const decimated = await readDecimated(client, series, range);
	if (decimated) return decimated;
	const sink: NumericSink = new RangeSink(gapMs(series), collectorOf(series, range, false));
	await readSamples(client, series, range, sink);
	return sink.result();
}

/** @returns `undefined` when all samples must be read, or are few enough to be given whole */
async function readDecimated(
	client: pg.ClientBase,
	series: StoredSeries,
	range: PointRange,
): Promise<RunResult | undefined> {
	const bucketMs = (range.to - range.from) / bucketsOf(range);
	const parts = await divideRange(client, series.series_id, { ...range, bucketMs });
	if (!parts && !isScalar(series)) return undefined;
	const sink: NumericSink = new RangeSink(gapMs(series), collectorOf(series, range, true));
	if (parts) await readParts(client, series, parts, bucketMs, sink);
	else {
		const overview = { ...range, bucketMs, gapMs: gapMs(series) };
		if (!(await readOverview(client, series.series_id, overview, sink))) return undefined;
	}
	const isWhole = parts?.every(({ rollup }) => rollup?.isExpired !== true) ?? true;
	if (isWhole && sink.samples <= range.maxPoints) return undefined;
	const result = sink.result();
	return { ...result, points: { ...result.points, decimated: true } };
}

async function readParts(
	client: pg.ClientBase,
	series: StoredSeries,
	parts: readonly RangePart[],
	bucketMs: number,
	sink: NumericSink,
): Promise<void> {
	for (const part of parts) {
		if (part.rollup) feedRollup(part, part.rollup, series.stride, sink);
		else {
			const overview = { ...part, bucketMs, gapMs: gapMs(series) };
			const isRead = isScalar(series) && (await readOverview(client, series.series_id, overview, sink));
			if (!isRead) await readSamples(client, series, part, sink);
		}
	}
}

/** Samples kept as JSON beside a numeric series could not be read as its type, so its curve leaves them out. */
async function readSamples(
	client: pg.ClientBase,
	{ series_id, stride }: StoredSeries,
	part: { from: number; to: number },
	sink: NumericSink,
): Promise<void> {
	const run = new SampleRun<ArrayLike<number>>(
		part,
		stride,
		sink,
		({ numbers, dt }) => numbers && restride(numbers, dt.length, stride),
	);
	await eachChunk(client, series_id, part.from, part.to, (chunk) => run.add(chunk));
	run.finish();
}

async function readStructured(
	client: pg.ClientBase,
	series: StoredSeries,
	range: PointRange,
): Promise<RunResult> {
	const sink = new RangeSink<ArrayLike<unknown>>(gapMs(series), new LastCollector(range, 1));
	const run = new SampleRun<ArrayLike<unknown>>(
		range,
		1,
		sink,
		({ values, numbers, dt }) => values ?? (numbers && Array.from(dt, (_, index) => numbers[index])),
	);
	await eachChunk(client, series.series_id, range.from, range.to, (chunk) => run.add(chunk));
	run.finish();
	return sink.result();
}

function collectorOf({ stride }: StoredSeries, range: PointRange, decimate: boolean) {
	return stride === 1 ? new MinMaxCollector(range, decimate) : new LastCollector(range, stride);
}
