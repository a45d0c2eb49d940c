import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Allocation } from "../../bio/wires.ts";
import { LANES_MS, LAST_LANE, laneOf } from "./delivery-class.ts";
import { LevelWindows } from "./level-windows.ts";

function allocation(lambda: number, pauseBelow = 0): Allocation {
	const contended = Number.isFinite(lambda);
	return { at: 0, epoch: 1, lambda, pauseBelow, contended, demanded: 1, granted: 1, budget: 1, reason: "" };
}

const windows = (levels: LevelWindows) => ([0, 1, 2] as const).map((level) => LANES_MS[levels.lane(level)]);

describe("lanes", () => {
	it("take an interval that is a little longer than their window, and the slowest takes all", () => {
		expect([0, 25, 33, 34, 50, 100, 150, 700, 5_000, Number.POSITIVE_INFINITY].map(laneOf)).toEqual([
			...[0, 0, 0, 1, 1, 2, 3, LAST_LANE, LAST_LANE, LAST_LANE],
		]);
	});
});

describe("LevelWindows", () => {
	it("are the usual ones without contention", () => {
		const levels = new LevelWindows();
		expect(levels.update(allocation(Number.POSITIVE_INFINITY))).toBe(false);
		expect(windows(levels)).toEqual([25, 100, 500]);
		expect([levels.isSlowed(0), levels.isSlowed(1)]).toEqual([false, false]);
	});

	it("grow as the budget shrinks, those of paused streams to the longest, and come back", () => {
		const levels = new LevelWindows();
		expect(levels.update(allocation(1e-9, 1e9))).toBe(true);
		expect(windows(levels)).toEqual([100, 1_000, 1_000]);
		expect(levels.update(allocation(Number.POSITIVE_INFINITY))).toBe(true);
		expect(windows(levels)).toEqual([25, 100, 500]);
	});

	it("never are shorter with a smaller budget (property)", () => {
		const lambda = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
		fc.assert(
			fc.property(lambda, lambda, (a, b) => {
				const [less, more] = [new LevelWindows(), new LevelWindows()];
				less.update(allocation(Math.min(a, b)));
				more.update(allocation(Math.max(a, b)));
				for (const level of [0, 1, 2] as const)
					expect(less.lane(level)).toBeGreaterThanOrEqual(more.lane(level));
			}),
		);
	});

	it("do not flap around a border", () => {
		const levels = new LevelWindows();
		let border = 1e-6;
		while (!levels.update(allocation(border))) border *= 1.02;
		let moves = 0;
		for (let k = 0; k < 100; k++) if (levels.update(allocation(border * (1 + 0.03 * (-1) ** k)))) moves++;
		expect(moves).toBeLessThanOrEqual(1);
	});
});
