import { describe, expect, it } from "vitest";
import type { TrendSegment } from "./trend-segment.ts";
import { gapStats, trendStats } from "./trend-stats.ts";

function segment(times: number[], values: number[], samples = times.length): TrendSegment {
	return {
		length: times.length,
		stride: 1,
		breakMs: 3,
		gaps: [],
		decimated: samples !== times.length,
		samples,
		time: (index) => times[index] ?? Number.NaN,
		value: (index) => values[index] ?? Number.NaN,
	};
}

describe("trendStats", () => {
	it("has no figures for a stretch without samples", () => {
		const stats = trendStats([segment([0, 1], [5, 6])], 0, 10, 20);
		expect(stats).toEqual({ min: undefined, mean: undefined, max: undefined, n: 0, approximate: false });
	});

	it("counts only numbers inside the stretch, both ends included", () => {
		const stats = trendStats([segment([0, 1, 2, 3], [100, 1, Number.NaN, 3])], 0, 1, 3);
		expect(stats).toEqual({ min: 1, mean: 2, max: 3, n: 2, approximate: false });
	});

	it("has no mean and an estimated count when decimated history takes part", () => {
		const stats = trendStats([segment([0, 1], [0, 10], 200), segment([2], [7])], 0, 0, 5);
		expect(stats.approximate).toBe(true);
		expect([stats.n, stats.mean]).toEqual([201, undefined]);
		expect([stats.min, stats.max]).toEqual([0, 10]);
	});
});

describe("gapStats", () => {
	it("clips gaps to the stretch", () => {
		const gaps = [
			{ from: 0, to: 10 },
			{ from: 18, to: 40 },
			{ from: 50, to: 60 },
		];
		expect(gapStats(gaps, 5, 20)).toEqual({ count: 2, ms: 7 });
	});

	it("names the reason only where it is that of every gap in the stretch", () => {
		const reason = "left out while the server was busy";
		const gaps = [
			{ from: 0, to: 10, reason },
			{ from: 20, to: 30, reason },
			{ from: 40, to: 50 },
		];
		expect(gapStats(gaps, 0, 35).reason).toBe(reason);
		expect(gapStats(gaps, 0, 50).reason).toBeUndefined();
		expect(gapStats(gaps, 100, 200).reason).toBeUndefined();
	});
});
