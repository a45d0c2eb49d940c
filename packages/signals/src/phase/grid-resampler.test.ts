import { describe, expect, it } from "vitest";
import { GRID_MS, GridResampler } from "./grid-resampler.ts";

const T0 = 1_700_000_000_000;

function resampled(times: readonly number[], signal: (ms: number) => number): GridResampler {
	const grid = new GridResampler(2_000);
	for (const t of times) grid.push(T0 + t, signal(t));
	return grid;
}

const every = (stepMs: number, untilMs: number): number[] =>
	Array.from({ length: Math.floor(untilMs / stepMs) }, (_, i) => i * stepMs);

/** Settled values with their times against T0. */
function settled(grid: GridResampler): [ms: number, value: number][] {
	const first = Math.ceil(T0 / GRID_MS);
	return Array.from({ length: grid.end - first }, (_, i) => [i * GRID_MS, grid.at(first + i)]);
}

describe("GridResampler", () => {
	it("knows nothing before samples, and passes over what is late or not finite", () => {
		const grid = new GridResampler(2_000);
		expect([grid.end, grid.at(0)]).toEqual([Number.NaN, Number.NaN]);
		grid.push(T0, Number.NaN);
		expect(grid.end).toBeNaN();
		grid.push(T0 + 1_000, 1);
		grid.push(T0 + 900, 500);
		grid.push(T0 + 2_100, 2);
		expect(grid.at((T0 + 1_500) / GRID_MS)).toBeCloseTo(1 + 500 / 1_100, 9);
	});

	it.each([7, 20, 40, 93, 250, 400, 1_000])(
		"puts a line sampled every %i ms on the grid as it is",
		(step) => {
			const values = settled(resampled(every(step, 20_000), (ms) => ms / 100 - 3)).slice(1);
			expect(values.length).toBeGreaterThan(70);
			for (const [ms, value] of values) expect(value).toBeCloseTo(ms / 100 - 3, 6);
		},
	);

	it("keeps breathing without delay and takes out what is too fast for the grid", () => {
		const slow = (ms: number): number => Math.sin((2 * Math.PI * 0.25 * ms) / 1_000);
		const fast = (ms: number): number => Math.sin((2 * Math.PI * 4.1 * ms) / 1_000);
		for (const [ms, value] of settled(resampled(every(20, 20_000), slow)).slice(1))
			expect(Math.abs(value - slow(ms))).toBeLessThan(0.015);
		for (const [, value] of settled(resampled(every(20, 20_000), fast)).slice(1))
			expect(Math.abs(value)).toBeLessThan(0.1);
	});

	it("bridges 2 s without a sample and leaves a longer gap open", () => {
		const short = resampled([0, 250, 2_200, 2_500, 2_800], (ms) => ms);
		expect(settled(short).every(([ms, value]) => Math.abs(value - ms) < 1e-6 || ms === 0)).toBe(true);
		const long = settled(resampled([0, 250, 2_300, 2_500, 2_800], (ms) => ms));
		expect(long.filter(([, value]) => Number.isNaN(value)).map(([ms]) => ms)).toContain(1_000);
	});

	it("forgets a stretch that lies further back than it keeps", () => {
		const grid = resampled([0, 100, 200, 300, 600], () => 1);
		grid.push(T0 + 3_600_000, 5);
		expect(grid.at(Math.ceil(T0 / GRID_MS) + 1)).toBeNaN();
	});
});
