import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HistoryAnswer } from "../../api/history-api.ts";
import { shifted } from "./live-segment.ts";
import { mergeGaps, trendData } from "./trend-data.ts";
import { before, historySegment, type TrendSegment } from "./trend-segment.ts";

function segment(
	times: number[],
	values: number[],
	breakMs: number,
	gaps = [] as TrendSegment["gaps"],
): TrendSegment {
	return {
		length: times.length,
		stride: 1,
		breakMs,
		gaps,
		decimated: false,
		samples: times.length,
		time: (index) => times[index] ?? Number.NaN,
		value: (index) => values[index] ?? Number.NaN,
	};
}

function answer(part: Partial<HistoryAnswer>): HistoryAnswer {
	return {
		sensor_id: "s",
		attribute_id: "a",
		attribute_type: "numeric",
		unit: null,
		fields: ["value"],
		from: 0,
		to: 0,
		samples: part.dt?.length ?? 0,
		decimated: false,
		t0: 0,
		dt: [],
		v: [],
		gaps: [],
		...part,
	};
}

const view = { fromMs: 0, toMs: 1000, pixelMs: 1, stride: 1 };

describe("trendData", () => {
	it("breaks the line where the step is longer than three intervals and lists the gap", () => {
		const data = trendData([segment([0, 100, 401, 500], [1, 2, 3, 4], 300)], view);
		expect(data.ys[0]).toEqual([1, 2, null, 3, 4]);
		expect(data.gaps).toEqual([{ from: 100, to: 401 }]);
	});

	it("draws a line across a step of exactly three intervals", () => {
		const data = trendData([segment([0, 300], [1, 2], 300)], view);
		expect(data.ys[0]).toEqual([1, 2]);
	});

	it("joins history and live without a seam and without drawing a sample twice", () => {
		const stored = historySegment(answer({ t0: 0, dt: [0, 100, 200, 300], v: [0, 1, 2, 3] }), 100);
		const live = segment([200, 300, 400], [2, 3, 4], 300);
		const data = trendData([before(stored, 200), live], view);
		expect(data.x).toEqual([0, 100, 200, 300, 400]);
		expect(data.ys[0]).toEqual([0, 1, 2, 3, 4]);
		expect(data.gaps).toEqual([]);
	});

	it("draws a gap between history and live when nothing covers it", () => {
		const stored = historySegment(answer({ t0: 0, dt: [0, 100], v: [0, 1] }), 100);
		const data = trendData([stored, segment([900, 1000], [9, 10], 300)], view);
		expect(data.gaps).toEqual([{ from: 100, to: 900 }]);
		expect(data.ys[0]?.includes(null)).toBe(true);
	});

	it("explains a gap by the reason that is known of its greater part, and makes none of a reason", () => {
		const stored = historySegment(answer({ t0: 0, dt: [0, 100], v: [0, 1] }), 100);
		const live = segment([900, 1000], [9, 10], 300);
		const busy = { from: 120, to: 880, reason: "left out while the server was busy" };
		const lost = { from: 910, to: 990, reason: "connection lost" };
		const gapsOf = (reasons: TrendSegment["gaps"]) => trendData([stored, { ...live, reasons }], view).gaps;
		expect(gapsOf([lost, busy])).toEqual([{ from: 100, to: 900, reason: busy.reason }]);
		expect(gapsOf([{ ...busy, from: 600 }])).toEqual([{ from: 100, to: 900 }]);
	});

	it("names stored gaps by the reason that history gives, decimated or not", () => {
		const reason = "left out while the server was busy";
		const gaps = [{ from: 100, to: 900, reason } as const, { from: 1_000, to: 1_900 }];
		const stored = answer({ t0: 0, dt: [0, 100, 900, 1_000, 1_900], v: [0, 1, 2, 3, 4], gaps });
		for (const decimated of [false, true]) {
			const own = shifted(historySegment({ ...stored, decimated }, 100), 5);
			expect(trendData([own], { ...view, toMs: 3_000 }).gaps).toEqual([
				{ from: 105, to: 905, reason },
				{ from: 1_005, to: 1_905 },
			]);
		}
	});

	it("takes a decimated answer's wide steps for signal and its gap list for gaps", () => {
		const dt = [0, 990, 1000, 1990, 2000, 2990];
		const stored = historySegment(
			answer({
				t0: 0,
				dt,
				v: [0, 1, 0, 1, 0, 1],
				decimated: true,
				samples: 30_000,
				gaps: [{ from: 1000, to: 1990 }],
			}),
			1,
		);
		const data = trendData([stored], { ...view, toMs: 3000 });
		expect(data.ys[0]).not.toContain(null);
		expect(data.gaps).toEqual([{ from: 1000, to: 1990 }]);
	});

	it("keeps one sample beyond each edge so that lines reach the edges", () => {
		const data = trendData([segment([0, 10, 20, 30, 40], [0, 1, 2, 3, 4], 30)], {
			...view,
			fromMs: 15,
			toMs: 25,
		});
		expect(data.x).toEqual([10, 20, 30]);
	});

	it("writes a missing component as a break, not as zero", () => {
		const data = trendData([segment([0, 10, 20], [1, Number.NaN, 3], 30)], view);
		expect(data.ys[0]).toEqual([1, null, 3]);
	});

	it("keeps every pixel's extremes, ascending time and few points, whatever the signal", () => {
		const values = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 600, maxLength: 3000 });
		fc.assert(
			fc.property(values, fc.integer({ min: 5, max: 50 }), (signal, pixelMs) => {
				const times = signal.map((_, index) => index);
				const data = trendData([segment(times, signal, 3)], {
					fromMs: 0,
					toMs: signal.length,
					pixelMs,
					stride: 1,
				});
				const drawn = (data.ys[0] ?? []) as number[];
				expect(Math.max(...drawn)).toBe(Math.max(...signal));
				expect(Math.min(...drawn)).toBe(Math.min(...signal));
				for (let index = 1; index < data.x.length; index++) {
					expect(data.x[index] as number).toBeGreaterThanOrEqual(data.x[index - 1] as number);
				}
				expect(data.x.length).toBeLessThanOrEqual(2 * (Math.ceil(signal.length / pixelMs) + 1));
			}),
			{ numRuns: 60 },
		);
	});

	it("keeps a gap that is narrower than a pixel's worth of dense samples", () => {
		const times = [...Array(500).keys(), ...Array.from({ length: 500 }, (_, index) => 600 + index)];
		const data = trendData([segment(times, times, 3)], { fromMs: 0, toMs: 1100, pixelMs: 200, stride: 1 });
		expect(data.gaps).toEqual([{ from: 499, to: 600 }]);
		expect(data.ys[0]).toContain(null);
	});
});

describe("mergeGaps", () => {
	it("joins overlapping gaps and keeps the reason", () => {
		const gaps = [
			{ from: 5, to: 9 },
			{ from: 0, to: 6, reason: "connection lost" },
			{ from: 20, to: 21 },
		];
		expect(mergeGaps(gaps)).toEqual([
			{ from: 0, to: 9, reason: "connection lost" },
			{ from: 20, to: 21 },
		]);
	});
});
