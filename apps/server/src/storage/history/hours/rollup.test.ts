import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeFloat8, decodeInt4, decodeTime } from "../binary-arrays.ts";
import { COPY_HEADER, COPY_TRAILER } from "../copy-encoder.ts";
import { CopyRowReader } from "../copy-row-reader.ts";
import { HOUR_MS } from "../history-limits.ts";
import type { StoredSeries } from "../stored-series.ts";
import type { HourChunk } from "./hour-chunks.ts";
import { mergeChunks } from "./merge-chunks.ts";
import { summariseHour } from "./summarise-hour.ts";

const HOUR = Date.UTC(2026, 0, 1, 5);
const SERIES: StoredSeries = {
	...{ series_id: 1, attribute_id: "a", attribute_type: "a", unit: null, sampling_rate_hz: 1 },
	...{ value_kind: "float8", stride: 1, delivery: "every" },
};

const number = fc.oneof(
	{ weight: 9, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
	{ weight: 1, arbitrary: fc.constant(Number.NaN) },
);
/** Chunks of an hour in any order of time, with repeated times: what late and corrected samples make of it. */
const chunksOf = (stride: number) =>
	fc.array(
		fc.record({
			t0: fc.integer({ min: 0, max: HOUR_MS - 60_001 }),
			samples: fc.array(
				fc.tuple(
					fc.integer({ min: 0, max: 400 }),
					fc.array(number, { minLength: stride, maxLength: stride }),
				),
				{ minLength: 1, maxLength: 40 },
			),
		}),
		{ minLength: 1, maxLength: 12 },
	);

function toChunks(drawn: { t0: number; samples: [number, number[]][] }[]): HourChunk[] {
	return drawn
		.map(({ t0, samples }, index): HourChunk => {
			const dt = new Int32Array(samples.length);
			let at = 0;
			for (const [position, [step]] of samples.entries()) {
				at += position === 0 ? 0 : step;
				dt[position] = at;
			}
			return {
				...{ t0: HOUR + t0, seq: index + 1, dt, kind: 64, values: undefined },
				...{
					numbers: Float64Array.from(samples.flatMap(([, values]) => values)),
					arrivedMs: index,
					offsetMs: 0,
				},
			};
		})
		.sort((a, b) => a.t0 - b.t0 || a.seq - b.seq);
}

/** The samples a reader gets: of equal times the one written last. */
function samplesOf(chunks: readonly HourChunk[], stride: number): [number, number[]][] {
	const byTime = new Map<number, number[]>();
	for (const { t0, dt, numbers } of chunks.toSorted((a, b) => a.seq - b.seq))
		for (const [index, ms] of dt.entries())
			byTime.set(t0 + ms, Array.from(numbers!.subarray(index * stride, (index + 1) * stride)));
	return [...byTime].sort(([a], [b]) => a - b);
}

describe("summaries of an hour", () => {
	it.each([1, 3])("equal what its samples give, window by window (stride %i)", async (stride) => {
		await fc.assert(
			fc.asyncProperty(chunksOf(stride), async (drawn) => {
				const chunks = toChunks(drawn);
				const samples = samplesOf(chunks, stride);
				for (const rollup of await summariseHour({ ...SERIES, stride }, HOUR, chunks)) {
					const windows = Map.groupBy(samples, ([t]) => Math.floor((t - HOUR) / 1_000 / rollup.level));
					expect(rollup.at).toEqual([...windows.keys()].map((window) => window * rollup.level * 1_000));
					for (const [position, inside] of [...windows.values()].entries()) {
						expect(rollup.n[position]).toBe(inside.length);
						expect(rollup.firstMs[position]).toBe(inside[0]![0] - HOUR);
						expect(rollup.lastMs[position]).toBe(inside.at(-1)![0] - HOUR);
						for (let field = 0; field < stride; field += 1) {
							const at = position * stride + field;
							const values = inside.map(([, sample]) => sample[field]!);
							const numbers = values.filter((value) => !Number.isNaN(value));
							expect(rollup.count[at]).toBe(numbers.length);
							expect(rollup.first[at]).toBe(values[0]);
							expect(rollup.last[at]).toBe(values.at(-1));
							expect(rollup.lo[at]).toBe(numbers.length === 0 ? Number.NaN : Math.min(...numbers));
							expect(rollup.hi[at]).toBe(numbers.length === 0 ? Number.NaN : Math.max(...numbers));
							const sum = numbers.reduce((total, value) => total + value, 0);
							expect(rollup.mean[at]).toBe(numbers.length === 0 ? Number.NaN : sum / numbers.length);
							if (numbers.length === 0) continue;
							const valueAt = (ms: number) => inside.find(([t]) => t === HOUR + ms)![1][field];
							expect(valueAt(rollup.loMs[at]!)).toBe(rollup.lo[at]);
							expect(valueAt(rollup.hiMs[at]!)).toBe(rollup.hi[at]);
						}
					}
				}
			}),
			{ numRuns: 100 },
		);
	});

	it("are kept by the second only where they save something", async () => {
		const chunk = (stepMs: number): HourChunk => ({
			...{ t0: HOUR, seq: 1, kind: 64, values: undefined, arrivedMs: 0, offsetMs: 0 },
			dt: Int32Array.from({ length: 60 }, (_, n) => n * stepMs),
			numbers: new Float64Array(60),
		});
		const levels = async (stepMs: number) =>
			(await summariseHour(SERIES, HOUR, [chunk(stepMs)])).map(({ level }) => level);
		expect(await levels(1_000)).toEqual([60, 3600]);
		expect(await levels(100)).toEqual([1, 60, 3600]);
	});
});

describe("merging the chunks of an hour", () => {
	it.each([1, 3])("gives exactly the samples of the chunks, each time once (stride %i)", async (stride) => {
		await fc.assert(
			fc.asyncProperty(chunksOf(stride), async (drawn) => {
				const chunks = toChunks(drawn);
				const merged = await mergeChunks(chunks);
				fc.pre(merged !== undefined);
				const samples: [number, number[]][] = [];
				const reader = new CopyRowReader(([, , , t0, dt, v, w, , , , seq]) => {
					expect([v, Number(seq!.readBigInt64BE())]).toEqual([null, chunks.length]);
					const numbers = Array.from(decodeFloat8(w!));
					for (const [index, ms] of decodeInt4(dt!).entries())
						samples.push([decodeTime(t0!) + ms, numbers.slice(index * stride, (index + 1) * stride)]);
				});
				reader.push(Buffer.concat([COPY_HEADER, ...merged!.rows, COPY_TRAILER]));
				expect(samples).toEqual(samplesOf(chunks, stride));
			}),
			{ numRuns: 100 },
		);
	});

	it("says there is nothing to do when no row would be saved and no time repeats", async () => {
		const chunk = (t0: number): HourChunk => ({
			...{ t0: HOUR + t0, seq: 1, kind: 32, values: undefined, arrivedMs: 0, offsetMs: 0 },
			...{ dt: Int32Array.from({ length: 200 }, (_, n) => n), numbers: new Float64Array(200) },
		});
		expect(await mergeChunks([])).toBeUndefined();
		expect(await mergeChunks([chunk(0), chunk(1_000)])).toBeUndefined();
		expect((await mergeChunks([chunk(0), chunk(100)]))?.rows).toHaveLength(2);
		expect(await mergeChunks([chunk(0), { ...chunk(100), kind: 64 }])).toBeUndefined();
	});
});
