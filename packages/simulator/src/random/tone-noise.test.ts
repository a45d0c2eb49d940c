import { describe, expect, it } from "vitest";
import { ToneNoise } from "./tone-noise.ts";

const BAND = { fromHz: 0.01, toHz: 1, power: (frequency: number) => 1 / frequency, tones: 12 };

describe("ToneNoise", () => {
	it("N1 has the deviation asked for and stays within its bound", () => {
		const noise = new ToneNoise(3, 2, BAND);
		const values = Array.from({ length: 50_000 }, (_, i) => noise.at(2e8 + i * 0.7));
		const squares = values.reduce((sum, value) => sum + value * value, 0) / values.length;
		expect(Math.sqrt(squares)).toBeCloseTo(2, 1);
		expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(noise.bound);
	});

	it("N2 is the derivative of its integral", () => {
		const noise = new ToneNoise(4, 1, BAND);
		const step = 1e-4;
		for (let time = 1_000; time < 1_100; time += 7.3) {
			const slope = (noise.integralAt(time + step) - noise.integralAt(time - step)) / (2 * step);
			expect(slope).toBeCloseTo(noise.at(time), 4);
		}
	});

	it("N3 solves dx/dt = noise − stiffness·x", () => {
		const noise = new ToneNoise(5, 1, BAND);
		const step = 1e-4;
		for (let time = 1_000; time < 1_100; time += 7.3) {
			const slope = (noise.integralAt(time + step, 0.6) - noise.integralAt(time - step, 0.6)) / (2 * step);
			expect(slope).toBeCloseTo(noise.at(time) - 0.6 * noise.integralAt(time, 0.6), 4);
		}
	});

	it("N4 is silent where there is no power", () => {
		expect(new ToneNoise(1, 1, { ...BAND, power: () => 0 }).at(5)).toBe(0);
	});
});
