import { describe, expect, it } from "vitest";
import { BeatRateSignal } from "./beat-rate-signal.ts";

function rates(intervals: readonly number[]): [ms: number, rate: number][] {
	const told: [number, number][] = [];
	const signal = new BeatRateSignal((ms, rate) => told.push([ms, rate]));
	let at = 0;
	for (const rr of intervals) {
		at += rr;
		signal.push(at, rr);
	}
	return told;
}

describe("BeatRateSignal", () => {
	it("tells nothing of a few beats or of impossible intervals", () => {
		expect(rates([800, 800, 800, 800])).toEqual([]);
		expect(rates([0, Number.NaN, 90, 4_000, -1, 100, 120])).toEqual([]);
	});

	it("tells each interval's rate at its middle", () => {
		expect(rates([1_000, 1_000, 900, 1_000, 1_000, 900])).toEqual([
			[2_450, 60_000 / 900],
			[3_400, 60],
		]);
	});

	it("leaves out a premature beat and the pause after it", () => {
		const told = rates([800, 810, 800, 500, 1_110, 800, 790, 800, 810]);
		expect(told.every(([, rate]) => Math.abs(rate - 75) < 2)).toBe(true);
		expect(told).toHaveLength(3);
	});
});
