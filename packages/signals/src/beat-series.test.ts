import { describe, expect, it } from "vitest";
import { BeatSeries } from "./beat-series.ts";

/** Adds beats at the given intervals (ms) from time 1 000 on; returns the time of the last. */
function beat(
	series: BeatSeries,
	intervals: readonly number[],
	quality = 1,
	trust = 1,
	from = 1_000,
): number {
	let at = from;
	series.addBeat(at, quality, trust);
	for (const interval of intervals) {
		at += interval;
		series.addBeat(at, quality, trust);
	}
	return at;
}

const repeat = (intervals: readonly number[], times: number): number[] =>
	Array.from({ length: times }, () => intervals).flat();

describe("BeatSeries", () => {
	it("knows nothing from fewer than three beats", () => {
		const series = new BeatSeries();
		expect(series.addBeat(1_000)).toBeUndefined();
		expect(series.addBeat(1_800)).toBe(800);
		expect([series.heartRate, series.rmssd, series.sdnn]).toEqual([undefined, undefined, undefined]);
	});

	it("ignores a beat that is not later than the last", () => {
		const series = new BeatSeries();
		beat(series, [800, 800, 800]);
		expect([series.addBeat(3_400), series.addBeat(2_000)]).toEqual([undefined, undefined]);
		expect(series.heartRate).toBe(75);
	});

	it("withholds everything while the signal cannot be trusted, and what it spoiled afterwards", () => {
		const series = new BeatSeries();
		const last = beat(series, repeat([800], 60));
		expect(series.heartRate).toBe(75);
		series.advance(last + 100, 0.5);
		expect([series.heartRate, series.rmssd, series.sdnn]).toEqual([undefined, undefined, undefined]);
		series.advance(last + 200, 1);
		expect(series.heartRate).toBeUndefined();
		beat(series, repeat([600], 12), 1, 1, last + 800);
		expect(series.heartRate).toBeCloseTo(100, 0);
	});

	it("does not flicker where the quality wavers around the border", () => {
		const series = new BeatSeries();
		const last = beat(series, repeat([800], 10));
		series.advance(last + 100, 0.68);
		expect(series.heartRate).toBe(75);
		series.advance(last + 200, 0.6);
		series.advance(last + 300, 0.68);
		expect(series.heartRate).toBeUndefined();
	});

	it("forgets the heart rate 2.5 s after the last beat", () => {
		const series = new BeatSeries();
		const last = beat(series, repeat([1_000], 10));
		series.advance(last + 2_400, 1);
		expect(series.heartRate).toBe(60);
		series.advance(last + 2_600, 1);
		expect(series.heartRate).toBeUndefined();
	});

	it("leaves a missed and a false beat out of the heart rate", () => {
		const missed = new BeatSeries();
		beat(missed, [800, 800, 800, 1_600, 800, 800, 800]);
		expect(missed.heartRate).toBe(75);
		const additional = new BeatSeries();
		beat(additional, [800, 800, 800, 300, 500, 800, 800, 800]);
		expect(additional.heartRate).toBe(75);
	});

	it("counts every beat of a rhythm that is irregular by itself", () => {
		const series = new BeatSeries();
		beat(series, [450, 1_050, 600, 900, 380, 1_120, 700, 500, 1_000, 600]);
		expect(series.heartRate).toBeCloseTo(60_000 / 730, 0);
	});

	it("gives no heart rate that rests on beats unlike the others", () => {
		const series = new BeatSeries();
		beat(series, repeat([800], 10), 1, 0.5);
		expect(series.heartRate).toBeUndefined();
	});

	it("gives variability only from 30 s of clean intervals on", () => {
		const series = new BeatSeries();
		const last = beat(series, repeat([800, 840], 18));
		expect([series.rmssd, series.sdnn]).toEqual([undefined, undefined]);
		series.addBeat(last + 800);
		expect(series.rmssd).toBeCloseTo(40, 6);
		expect(series.sdnn).toBeCloseTo(20.3, 1);
	});

	it("leaves ectopic beats out of variability", () => {
		const series = new BeatSeries();
		beat(series, repeat([...repeat([800], 8), 500, 1_100], 7));
		expect([series.rmssd, series.sdnn]).toEqual([0, 0]);
	});

	it("gives no variability while every other beat is ectopic", () => {
		const series = new BeatSeries();
		beat(series, repeat([500, 1_100], 35));
		expect([series.heartRate, series.rmssd, series.sdnn]).toEqual([75, undefined, undefined]);
	});

	it("forgets what is more than a minute old", () => {
		const series = new BeatSeries();
		const last = beat(series, repeat([700, 780], 60));
		expect(series.rmssd).toBeCloseTo(80, 6);
		beat(series, repeat([900], 80), 1, 1, last + 900);
		expect(series.rmssd).toBe(0);
	});

	it("stays bounded however fast beats come", () => {
		const series = new BeatSeries();
		beat(series, repeat([1], 50_000));
		expect(series.heartRate).toBeUndefined();
		series.reset();
		beat(series, repeat([1_000], 5));
		expect(series.heartRate).toBe(60);
	});
});
