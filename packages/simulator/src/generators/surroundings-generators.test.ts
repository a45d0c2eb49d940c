import { describe, expect, it } from "vitest";
import { GasGenerator } from "./gas-generator.ts";
import { LightGenerator } from "./light-generator.ts";
import { SoundLevelGenerator } from "./sound-level-generator.ts";

const DAY_S = 86_400;
const START_S = 2_300 * DAY_S;
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

describe("LightGenerator", () => {
	const params = {
		peak_lux: 60_000,
		night_lux: 0.5,
		peak_hour: 12,
		daylight_hours: 12,
		clouds: 0.6,
		noise: 0,
	};
	const day = (clouds: number, seed = 3): number[] => {
		const light = new LightGenerator(seed, { ...params, clouds });
		return Array.from({ length: 1_440 }, (_, i) => light.sample(i, START_S + 60 * i));
	};

	it("C1 is dark at night and brightest at noon under a clear sky", () => {
		const clear = day(0);
		expect(clear[0]).toBe(0.5);
		expect(clear[720]).toBe(60_001);
		expect(clear.slice(0, 355).every((lux) => lux < 1)).toBe(true);
		expect(clear.slice(360, 720).every((lux, i, all) => i === 0 || lux >= all[i - 1]!)).toBe(true);
	});

	it("C2 is taken by clouds, which come and go, and never increased", () => {
		const [clear, cloudy] = [day(0), day(0.8)];
		expect(cloudy.every((lux, i) => lux <= clear[i]!)).toBe(true);
		const shares = cloudy.slice(500, 940).map((lux, i) => lux / clear[500 + i]!);
		expect(mean(shares)).toBeLessThan(0.75);
		expect(Math.max(...shares) - Math.min(...shares)).toBeGreaterThan(0.2);
	});
});

describe("SoundLevelGenerator", () => {
	const params = { quiet_db: 38, sd: 2, tau_s: 30, bursts_per_minute: 2, burst_db: 24 };
	const hour = (bursts: number): number[] => {
		const sound = new SoundLevelGenerator(5, { ...params, bursts_per_minute: bursts });
		return Array.from({ length: 36_000 }, (_, i) => sound.sample(i, START_S + 0.1 * i));
	};

	it("C3 stays in its bounds between bursts", () => {
		const room = hour(1e-6);
		expect(Math.min(...room)).toBeGreaterThan(38 - 6 - 1.2);
		expect(Math.max(...room)).toBeLessThan(38 + 6 + 1.2);
		expect(mean(room)).toBeCloseTo(38, -0.3);
	});

	it("C4 rises at once with a burst and dies away over seconds", () => {
		const levels = hour(2);
		const rises = levels.slice(1).map((level, i) => level - levels[i]!);
		const bursts = rises.filter((rise) => rise > 8).length;
		expect(bursts / 60).toBeGreaterThan(1.2);
		expect(bursts / 60).toBeLessThan(2.5);
		expect(Math.min(...rises)).toBeGreaterThan(-4);
		expect(Math.max(...levels)).toBeLessThan(38 + 36 + 8);
	});
});

describe("GasGenerator", () => {
	it("C5 has vapours rise with the carbon dioxide, never below fresh air", () => {
		const gas = new GasGenerator(4, { mean_ppm: 700, variation: 0.35, tau_s: 1_200, tvoc_per_ppm: 0.25 });
		const samples = Array.from({ length: 2_880 }, (_, i) => gas.sample(i, START_S + 30 * i));
		const eco2 = samples.map((sample) => sample.eco2);
		expect(Math.min(...eco2)).toBeGreaterThanOrEqual(400);
		expect(Math.abs(mean(eco2) - 700)).toBeLessThan(60);
		const high = samples.filter((sample) => sample.eco2 > mean(eco2));
		const low = samples.filter((sample) => sample.eco2 <= mean(eco2));
		const tvoc = (some: typeof samples): number => mean(some.map((sample) => sample.tvoc));
		expect(tvoc(high)).toBeGreaterThan(1.3 * tvoc(low));
	});
});
