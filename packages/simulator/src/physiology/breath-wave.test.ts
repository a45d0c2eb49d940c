import { describe, expect, it } from "vitest";
import { BreathRhythm } from "./breath-rhythm.ts";
import { BreathWave } from "./breath-wave.ts";

const START_S = 1.9e8;
const RATE_HZ = 50;

function wave(options: { sighs?: number; holds?: number } = {}) {
	const rhythm = new BreathRhythm({ seed: 4, ratePerMinute: 12 });
	const breaths = new BreathWave(rhythm, { seed: 8, sighs: 0, holds: 0, ...options });
	const times = Array.from({ length: 600 * RATE_HZ }, (_, i) => START_S + i / RATE_HZ);
	return { rhythm, times, values: times.map((time) => breaths.at(time)) };
}

/** Greatest expansion of each whole breath. */
function depths({ rhythm, times, values }: ReturnType<typeof wave>): number[] {
	const tops = new Map<number, number>();
	times.forEach((time, i) => {
		const breath = Math.floor(rhythm.phaseAt(time));
		tops.set(breath, Math.max(tops.get(breath) ?? 0, values[i]!));
	});
	return [...tops.values()].slice(1, -1);
}

describe("BreathWave", () => {
	it("W1 stays within the belt's range and never jumps", () => {
		const { values } = wave({ sighs: 0.2, holds: 0.2 });
		expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
		expect(Math.max(...values)).toBeLessThanOrEqual(100);
		expect(Math.max(...values.slice(1).map((value, i) => Math.abs(value - values[i]!)))).toBeLessThan(4);
	});

	it("W2 takes longer to breathe out than in", () => {
		const { values } = wave();
		const steps = values.slice(1).map((value, i) => value - values[i]!);
		const rising = steps.filter((step) => step > 0.005).length;
		const falling = steps.filter((step) => step < -0.005).length;
		expect(falling / rising).toBeGreaterThan(1.2);
	});

	it("W3 breathes as often as its rhythm", () => {
		expect(depths(wave()).length / 10).toBeCloseTo(12, -0.4);
	});

	it("W4 sighs deeply and holds its breath as often as asked", () => {
		const breaths = depths(wave({ sighs: 0.25, holds: 0.25 }));
		const held = breaths.filter((top) => top < 20).length / breaths.length;
		const sighed = breaths.filter((top) => top > 78).length / breaths.length;
		for (const share of [held, sighed]) {
			expect(share).toBeGreaterThan(0.15);
			expect(share).toBeLessThan(0.35);
		}
		expect(depths(wave()).filter((top) => top < 20 || top > 78)).toEqual([]);
	});
});
