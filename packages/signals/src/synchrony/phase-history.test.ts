import { describe, expect, it } from "vitest";
import { agreement, type History, selfLocking } from "./phase-history.ts";

const TAU = 2 * Math.PI;

/** Phases in turns, once a second; NaN where unknown. */
function history(turns: readonly number[]): History {
	const known = Float64Array.from(turns, (turn) => (Number.isNaN(turn) ? 0 : 1));
	const part = (of: (angle: number) => number) =>
		Float64Array.from(turns, (turn) => (Number.isNaN(turn) ? 0 : of(TAU * turn)));
	return { cos: part(Math.cos), sin: part(Math.sin), known };
}

const steady = (seconds: number, lead = 0, hz = 0.21) =>
	history(Array.from({ length: seconds }, (_, k) => hz * k + lead));

describe("agreement", () => {
	it("tells the whole stretch and its newest part apart", () => {
		const a = steady(40);
		const b = history(Array.from({ length: 40 }, (_, k) => 0.21 * k + (k < 30 ? 0.5 : 0)));
		const { index, newest, newestPairs } = agreement([a, b], new Int32Array([20, 20]), 20, 10);
		expect([index, newest, newestPairs]).toEqual([expect.closeTo(0), expect.closeTo(1), 20]);
	});

	it("counts by what is known, and is 0 where nothing is", () => {
		const unknown = history(Array(20).fill(Number.NaN));
		expect(agreement([steady(20), unknown], new Int32Array(2), 20, 5)).toEqual({
			index: 0,
			newest: 0,
			newestPairs: 0,
		});
	});
});

describe("selfLocking", () => {
	it("is 1 for a metronome, whatever its rate, and small for a rate that wanders", () => {
		for (const hz of [0.1, 0.25, 0.37]) expect(selfLocking(steady(300, 0.2, hz), 120)).toBeCloseTo(1, 6);
		const wandering = history(Array.from({ length: 300 }, (_, k) => 0.25 * k + 2 * Math.sin(k / 25)));
		expect(selfLocking(wandering, 120)).toBeLessThan(0.6);
	});

	it("knows nothing of a past that is too short or unknown", () => {
		expect(selfLocking(steady(125), 120)).toBe(0);
		expect(selfLocking(history(Array(300).fill(Number.NaN)), 120)).toBe(0);
	});
});
