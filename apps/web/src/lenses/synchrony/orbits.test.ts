import { describe, expect, it } from "vitest";
import { orbitRadius, RunningPhase } from "./orbits.ts";

const TAU = 2 * Math.PI;

describe("orbitRadius", () => {
	it("gives each of a few members an orbit of its own, within the circle", () => {
		expect(orbitRadius(0, 1)).toBe(1);
		const radii = Array.from({ length: 5 }, (_, i) => orbitRadius(i, 5));
		expect(new Set(radii).size).toBe(5);
		expect([Math.min(...radii), Math.max(...radii)]).toEqual([0.42, 1]);
		expect(orbitRadius(49, 50)).toBeLessThanOrEqual(1);
	});
});

describe("RunningPhase", () => {
	it("starts where it was measured and runs on by its rate", () => {
		const running = new RunningPhase();
		running.measure(1, 0.25, 1_000);
		expect(running.at(1_000)).toBeCloseTo(1, 9);
		expect(running.at(1_400)).toBeCloseTo(1 + TAU * 0.25 * 0.4, 9);
		expect(running.measured).toBe(1);
	});

	it("turns towards a new measurement the short way, without a jump", () => {
		const running = new RunningPhase();
		running.measure(0.1, 0, 0);
		running.measure(TAU - 0.3, 0, 0);
		const shown = Array.from({ length: 120 }, (_, i) => running.at(i * 33));
		shown.forEach((phase, i) => {
			if (i > 0) expect(Math.abs(phase - shown[i - 1]!)).toBeLessThan(0.05);
		});
		expect(shown.at(-1)).toBeCloseTo(-0.3, 2);
	});

	it("rests when nothing is measured any more", () => {
		const running = new RunningPhase();
		running.measure(0, 0.25, 0);
		for (let now = 0; now <= 10_000; now += 33) running.at(now);
		const rested = running.at(10_020);
		expect(running.at(20_000)).toBeCloseTo(rested, 2);
	});
});
