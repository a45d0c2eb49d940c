import { describe, expect, it } from "vitest";
import { oxygenSaturation } from "./oxygen-saturation.ts";
import { Sea } from "./sea.ts";
import { Tide } from "./tide.ts";

const START_S = 2e8;
const HOUR_S = 3_600;
const TRAITS = { temperature: 15, salinity: 34, depth: 12, tide: 1.2, current: 0.5, wind: 5.5 };

function correlation(a: readonly number[], b: readonly number[]): number {
	const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
	const [ma, mb] = [mean(a), mean(b)];
	const sum = (f: (i: number) => number): number => a.reduce((total, _, i) => total + f(i), 0);
	const both = sum((i) => (a[i]! - ma) * (b[i]! - mb));
	return both / Math.sqrt(sum((i) => (a[i]! - ma) ** 2) * sum((i) => (b[i]! - mb) ** 2));
}

/** A month, every ten minutes. */
const times = Array.from({ length: 30 * 144 }, (_, i) => START_S + i * 600);

describe("oxygenSaturation", () => {
	it("S1 agrees with the tables", () => {
		expect(oxygenSaturation(20, 0)).toBeCloseTo(9.09, 2);
		expect(oxygenSaturation(0, 0)).toBeCloseTo(14.62, 2);
		expect(oxygenSaturation(15, 35)).toBeCloseTo(8.14, 1);
	});
});

describe("Tide", () => {
	it("S2 comes twice a day and flows as it rises", () => {
		const tide = new Tide(4, 1.2);
		const heights = times.map((t) => tide.heightAt(t));
		const turns = heights.filter(
			(h, i) => i > 1 && heights[i - 1]! > heights[i - 2]! && heights[i - 1]! >= h,
		);
		expect(turns.length / 30).toBeGreaterThan(1.8);
		expect(turns.length / 30).toBeLessThan(2.1);
		expect(Math.max(...heights.map(Math.abs))).toBeLessThanOrEqual(1.2);
		expect(Math.max(...heights)).toBeGreaterThan(0.8);
		const rises = times.map((t) => tide.heightAt(t + 60) - tide.heightAt(t - 60));
		expect(
			correlation(
				rises,
				times.map((t) => tide.flowAt(t)),
			),
		).toBeGreaterThan(0.999);
	});
});

describe("Sea", () => {
	const sea = new Sea(7, TRAITS);
	const month = (read: (t: number) => number): number[] => times.map(read);

	it("S3 stays within what a coast is like", () => {
		const within = (values: number[], low: number, high: number): void => {
			expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
			expect(Math.max(...values)).toBeLessThanOrEqual(high);
		};
		within(
			month((t) => sea.temperature(t)),
			12,
			18,
		);
		within(
			month((t) => sea.salinity(t)),
			32.5,
			35.5,
		);
		within(
			month((t) => sea.ph(t)),
			7.95,
			8.2,
		);
		within(
			month((t) => sea.oxygen(t)),
			6.8,
			9.5,
		);
		within(
			month((t) => sea.depth(t, Math.round(t))),
			10,
			14,
		);
		within(
			month((t) => Math.abs(sea.flow(t))),
			0,
			0.7,
		);
		within(
			month((t) => sea.waveHeight(t)),
			0.05,
			6,
		);
		within(
			month((t) => sea.turbidity(t)),
			0.5,
			40,
		);
		within(
			month((t) => sea.wind(t)),
			1,
			25,
		);
		within(
			month((t) => sea.irradiance(t)),
			0,
			990,
		);
		within(
			month((t) => sea.currentDirection(t)),
			0,
			360,
		);
	});

	it("S4 has more oxygen and a higher pH in the afternoon than at dawn, together", () => {
		const [oxygen, ph] = [month((t) => sea.oxygen(t)), month((t) => sea.ph(t))];
		expect(correlation(oxygen, ph)).toBeGreaterThan(0.7);
		const at = (hour: number): number => times.find((t) => Math.floor(t / HOUR_S) % 24 === hour)!;
		expect(sea.ph(at(15))).toBeGreaterThan(sea.ph(at(4)));
	});

	it("S5 is saltier and cooler at high tide, and its waves follow the wind", () => {
		const depth = month((t) => sea.depth(t, 0));
		expect(
			correlation(
				depth,
				month((t) => sea.salinity(t)),
			),
		).toBeGreaterThan(0.6);
		// Half a tide before and after tell the tide from the slow change of the weather.
		const tidal =
			(read: (t: number) => number) =>
			(t: number): number =>
				read(t) - (read(t - 6.21 * HOUR_S) + read(t + 6.21 * HOUR_S)) / 2;
		const tidalDepth = month(tidal((t) => sea.depth(t, 0)));
		expect(correlation(tidalDepth, month(tidal((t) => sea.temperature(t))))).toBeLessThan(-0.2);
		expect(
			correlation(
				month((t) => sea.wind(t)),
				month((t) => sea.waveHeight(t)),
			),
		).toBeGreaterThan(0.7);
	});

	it("S6 turns its current round between ebb and flood, and is dark at night", () => {
		const angle = (t: number): number => sea.currentDirection(t);
		const flood = times.filter((t) => sea.flow(t) > 0.3).map(angle);
		const ebb = times.filter((t) => sea.flow(t) < -0.3).map(angle);
		const apart = Math.abs(flood[0]! - ebb[0]!);
		expect(Math.min(apart, 360 - apart)).toBeGreaterThan(110);
		const night = times.filter((t) => Math.floor(t / HOUR_S) % 24 === 1);
		expect(Math.max(...night.map((t) => sea.photosyntheticLight(t)))).toBe(0);
		expect(Math.max(...month((t) => sea.photosyntheticLight(t)))).toBeGreaterThan(200);
	});
});
