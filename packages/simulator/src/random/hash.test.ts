import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveSeed, noiseAt, uniformAt } from "./hash.ts";

const COUNT = 20_000;

function moments(values: number[]): { mean: number; variance: number } {
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
	return { mean, variance };
}

describe("seeded numbers", () => {
	it("H1 follow from seed and index alone and lie in [0, 1)", () => {
		fc.assert(
			fc.property(fc.nat(), fc.integer({ min: 0, max: 2 ** 52 }), (seed, index) => {
				const value = uniformAt(seed, index);
				expect(value).toBe(uniformAt(seed, index));
				expect(value >= 0 && value < 1).toBe(true);
			}),
		);
	});

	it("H2 have the moments of their distributions, also beyond 32 bits of index", () => {
		for (const base of [0, 8e10]) {
			const indices = Array.from({ length: COUNT }, (_, i) => base + i);
			const uniform = moments(indices.map((index) => uniformAt(7, index)));
			expect(uniform.mean).toBeCloseTo(1 / 2, 1.7);
			expect(uniform.variance).toBeCloseTo(1 / 12, 2);
			const noise = moments(indices.map((index) => noiseAt(7, index)));
			expect(Math.abs(noise.mean)).toBeLessThan(0.03);
			expect(Math.abs(noise.variance - 1)).toBeLessThan(0.04);
		}
	});

	it("H3 are uncorrelated between neighbours and between seeds", () => {
		const correlation = (of: (i: number) => number): number => {
			let sum = 0;
			for (let i = 0; i < COUNT; i++) sum += noiseAt(1, i) * of(i);
			return sum / COUNT;
		};
		expect(Math.abs(correlation((i) => noiseAt(1, i + 1)))).toBeLessThan(0.03);
		expect(Math.abs(correlation((i) => noiseAt(2, i)))).toBeLessThan(0.03);
		expect(Math.abs(correlation((i) => noiseAt(deriveSeed(1, "x"), i)))).toBeLessThan(0.03);
	});

	it("H4 differ for each name", () => {
		const seeds = Array.from({ length: 1_000 }, (_, i) => deriveSeed(5, `sensor ${i}`));
		expect(new Set(seeds).size).toBe(1_000);
		expect(deriveSeed(5, "a")).not.toBe(deriveSeed(6, "a"));
	});
});
