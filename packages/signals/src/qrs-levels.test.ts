import { describe, expect, it } from "vitest";
import { QrsLevels } from "./qrs-levels.ts";

function learned(heights: readonly number[]): QrsLevels {
	const levels = new QrsLevels();
	levels.learn(heights);
	return levels;
}

describe("QrsLevels", () => {
	it("calls everything noise before it has learned, and when there was nothing to learn", () => {
		expect([new QrsLevels().noiseShare, learned([]).noiseShare, learned([]).threshold]).toEqual([1, 1, 0]);
	});

	it("is not led astray by one artefact among the first peaks", () => {
		expect(learned([40, 1, 0.95, 0.9, 0.2, 0.1]).signal).toBeCloseTo(0.95, 9);
		expect(learned([1, 0.2]).signal).toBe(1);
	});

	it("puts the threshold between noise and complexes", () => {
		const levels = learned([1, 1, 1, 0.2]);
		for (let i = 0; i < 50; i++) levels.noisePeak(0.4);
		expect(levels.noiseShare).toBeCloseTo(0.4, 2);
		expect(levels.threshold).toBeGreaterThan(0.4);
		expect(levels.threshold).toBeLessThan(1);
	});

	it("follows the median of the last complexes, whatever three of them are", () => {
		const levels = learned([1, 1, 1, 1]);
		for (const height of [2, 2, 2, 2, 2, 90, 90, 0.1]) levels.complex(height);
		expect(levels.signal).toBe(2);
	});

	it("counts a noise peak for no more than a complex", () => {
		const levels = learned([1, 1, 1, 1]);
		for (let i = 0; i < 100; i++) levels.noisePeak(1_000);
		expect(levels.noiseShare).toBeLessThanOrEqual(1);
	});

	it("fades, but not below what could still be a heart", () => {
		const levels = learned([1, 1, 1, 1]);
		for (let i = 0; i < 100; i++) levels.fade();
		expect(levels.signal).toBeGreaterThan(0.03);
		expect(levels.signal).toBeLessThanOrEqual(0.05);
	});
});
