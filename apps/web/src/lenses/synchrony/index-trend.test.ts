import { describe, expect, it } from "vitest";
import { extendTrend, joinTrend, TREND_MS, trendPaths } from "./index-trend.ts";

const FIELD = { width: 300, height: 100 };

describe("extendTrend", () => {
	it("takes a point a second and forgets what left the window", () => {
		let trend = extendTrend([], { at: 0, index: 0.1, inSync: false });
		trend = extendTrend(trend, { at: 500, index: 0.2, inSync: false });
		trend = extendTrend(trend, { at: 1_000, index: 0.3, inSync: false });
		expect(trend.map(({ index }) => index)).toEqual([0.1, 0.3]);
		expect(extendTrend(trend, { at: TREND_MS, index: 1 }).map(({ at }) => at)).toEqual([1_000, TREND_MS]);
		expect(extendTrend(trend, { at: 9 * TREND_MS, index: 1 })).toHaveLength(1);
	});
});

describe("joinTrend", () => {
	it("puts the past before what came since, without doubling", () => {
		const since = [{ at: 2_000, index: 1 }];
		expect(joinTrend([], since)).toEqual(since);
		expect(
			joinTrend(
				[
					{ at: 1_000, index: 0 },
					{ at: 2_000, index: 0 },
				],
				since,
			).map(({ at }) => at),
		).toEqual([1_000, 2_000]);
		expect(joinTrend([{ at: 1_000, index: 0 }], [])).toHaveLength(1);
	});
});

describe("trendPaths", () => {
	it("draws nothing of nothing", () => {
		expect(trendPaths([], 0, FIELD)).toMatchObject({ line: "", inSync: "", min: -0.5 });
		expect(trendPaths([{ at: 0, index: null }], 0, FIELD).line).toBe("");
	});

	it("joins no points across a gap or an unknown index", () => {
		const at = (second: number, index: number | null) => ({ at: second * 1_000, index });
		const trend = [at(0, 0), at(1, 0), at(5, 0), at(6, 0), at(7, null), at(8, 0)];
		expect(trendPaths(trend, 8_000, FIELD).line.replace(/[^ML]/g, "")).toBe("MLMLM");
	});

	it("marks where the group was in sync, and widens for opposition", () => {
		const point = (second: number, inSync: boolean) => ({ at: second * 1_000, index: 0.9, inSync });
		const trend = [point(0, false), point(1, true), point(2, true), point(3, false), point(4, true)];
		const { inSync, max } = trendPaths(trend, 4_000, FIELD);
		expect(inSync.replace(/[^ML]/g, "")).toBe("MLM");
		expect(max).toBeGreaterThan(1);
		expect(trendPaths([{ at: 0, index: -0.8 }], 0, FIELD).min).toBe(-1);
	});

	it("puts the newest instant at the right edge", () => {
		const { line } = trendPaths([{ at: 10_000, index: 1 }], 10_000, FIELD);
		expect(line.startsWith("M300.0 ")).toBe(true);
	});
});
