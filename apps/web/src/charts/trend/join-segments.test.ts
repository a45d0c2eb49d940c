import { describe, expect, it } from "vitest";
import { joinSegments } from "./join-segments.ts";
import { trendData } from "./trend-data.ts";
import type { TrendSegment } from "./trend-segment.ts";

function segment(times: number[]): TrendSegment {
	return {
		length: times.length,
		stride: 1,
		breakMs: 30,
		gaps: [],
		decimated: false,
		samples: times.length,
		time: (index) => times[index] ?? Number.NaN,
		value: (index) => times[index] ?? Number.NaN,
	};
}

const stored = segment([0, 10, 20, 30]);
const live = segment([100, 110, 120]);
const gaps = (heldToMs: number, toMs: number): unknown =>
	trendData(joinSegments(stored, heldToMs, live, toMs), { fromMs: 0, toMs, pixelMs: 1, stride: 1 }).gaps;

describe("joinSegments", () => {
	it("calls what was not read yet by that name, not a gap of the sensor", () => {
		expect(gaps(35, 120)).toEqual([{ from: 30, to: 100, reason: "reading history" }]);
	});

	it("leaves the live samples out of a window that ends before them", () => {
		expect(gaps(35, 60)).toEqual([]);
	});

	it("shows a true gap once history was read up to the live samples", () => {
		expect(gaps(100, 120)).toEqual([{ from: 30, to: 100 }]);
	});

	it("draws no sample twice where both overlap", () => {
		const overlapping = joinSegments(segment([80, 90, 100, 110]), 130, live, 120);
		const data = trendData(overlapping, { fromMs: 0, toMs: 120, pixelMs: 1, stride: 1 });
		expect(data.x).toEqual([80, 90, 100, 110, 120]);
	});

	it("takes either part alone", () => {
		expect(joinSegments(undefined, 0, live, 120)).toEqual([live]);
		expect(joinSegments(stored, 35, segment([]), 120)).toEqual([stored]);
	});
});
