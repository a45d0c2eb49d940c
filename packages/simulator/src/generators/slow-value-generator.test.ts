import { describe, expect, it } from "vitest";
import { SlowValueGenerator } from "./slow-value-generator.ts";

const PARAMS = {
	mean: 20,
	spread: 0,
	sd: 1,
	tau_s: 600,
	diurnal: 0,
	peak_hour: 14,
	noise: 0,
	min: -1e12,
	max: 1e12,
	digits: 4,
};
const START_S = 1.9e8;

function series(generator: SlowValueGenerator, count: number, stepS: number): number[] {
	return Array.from({ length: count }, (_, i) => generator.sample(i, START_S + i * stepS));
}

function autocorrelation(values: number[], lag: number): number {
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	const product = (shift: number): number => {
		let sum = 0;
		for (let i = 0; i + shift < values.length; i++) sum += (values[i]! - mean) * (values[i + shift]! - mean);
		return sum / (values.length - shift);
	};
	return product(lag) / product(0);
}

describe("SlowValueGenerator", () => {
	it("L1 never leaves its range", () => {
		const values = series(new SlowValueGenerator(1, { ...PARAMS, sd: 50, min: 0, max: 25 }), 5_000, 60);
		expect(Math.min(...values)).toBe(0);
		expect(Math.max(...values)).toBe(25);
	});

	it("L2 reverts to its mean with its deviation and time constant", () => {
		const values = series(new SlowValueGenerator(2, PARAMS), 20_000, 60);
		const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
		const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
		expect(mean).toBeCloseTo(20, 0);
		expect(deviation).toBeCloseTo(1, 0);
		// Ornstein–Uhlenbeck: e^(−lag/τ) at one time constant is .37.
		expect(autocorrelation(values, 10)).toBeGreaterThan(0.2);
		expect(autocorrelation(values, 10)).toBeLessThan(0.6);
	});

	it("L3 is highest at its hour of the day", () => {
		const generator = new SlowValueGenerator(3, { ...PARAMS, sd: 0, diurnal: 5 });
		const midnight = Math.ceil(START_S / 86_400) * 86_400;
		const byHour = Array.from({ length: 24 }, (_, hour) => generator.sample(0, midnight + hour * 3_600));
		expect(byHour.indexOf(Math.max(...byHour))).toBe(14);
		expect(Math.max(...byHour) - Math.min(...byHour)).toBeCloseTo(10, 6);
	});

	it("L4 moves no faster than its time constant allows", () => {
		const values = series(new SlowValueGenerator(4, PARAMS), 3_600, 1);
		expect(Math.max(...values.slice(1).map((value, i) => Math.abs(value - values[i]!)))).toBeLessThan(0.05);
	});
});
