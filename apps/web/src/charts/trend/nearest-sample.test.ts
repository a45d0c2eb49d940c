import { describe, expect, it } from "vitest";
import { nearestSample, stepSample } from "./nearest-sample.ts";
import type { TrendSegment } from "./trend-segment.ts";

function segment(times: number[], gaps = [] as TrendSegment["gaps"]): TrendSegment {
	return {
		length: times.length,
		stride: 1,
		breakMs: 30,
		gaps,
		decimated: false,
		samples: times.length,
		time: (index) => times[index] ?? Number.NaN,
		value: (index) => (times[index] ?? Number.NaN) * 2,
	};
}

describe("nearestSample", () => {
	it("has nothing to show far from every sample", () => {
		expect(nearestSample([segment([0, 10, 200])], 100)).toBeUndefined();
	});

	it("has nothing to show inside a known gap", () => {
		expect(nearestSample([segment([0, 10, 20], [{ from: 10, to: 20 }])], 15)).toBeUndefined();
	});

	it("returns the closer neighbour across segments", () => {
		const segments = [segment([0, 10]), segment([20, 30])];
		expect(nearestSample(segments, 14)).toEqual({ timeMs: 10, values: [20] });
		expect(nearestSample(segments, 16)).toEqual({ timeMs: 20, values: [40] });
	});
});

describe("stepSample", () => {
	it("walks sample by sample through the seam and stops at the ends", () => {
		const segments = [segment([0, 10]), segment([20, 30])];
		expect(stepSample(segments, 10, 1)).toBe(20);
		expect(stepSample(segments, 20, -1)).toBe(10);
		expect(stepSample(segments, 30, 1)).toBeUndefined();
		expect(stepSample(segments, 0, -1)).toBeUndefined();
	});
});
