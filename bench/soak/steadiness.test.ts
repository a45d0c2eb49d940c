import { describe, expect, it } from "vitest";
import { type Reading, steadiness } from "./steadiness.ts";

const STEP_MS = 10_000;
const MIB = 2 ** 20;

/** Readings every 10 s with a saw of garbage collection on top of what `rssMib` says of each minute. */
function readings(minutes: number, rssMib: (minute: number) => number, stallMs = 5): Reading[] {
	return Array.from({ length: minutes * 6 }, (_, k) => ({
		at: 1_000 + k * STEP_MS,
		rss: (rssMib(k / 6) + (k % 7)) * MIB,
		heapUsed: 50 * MIB,
		external: 0,
		arrayBuffers: 0,
		...{ stallMs, collectionMs: 1, waitedMs: 0 },
	}));
}

describe("steadiness", () => {
	it("is not given for memory that goes on growing", () => {
		const grown = steadiness(readings(30, (minute) => 200 + minute / 3));
		expect(grown.growth).toBeCloseTo(20, 0);
		expect(grown.isSteady).toBe(false);
	});

	it("is given for memory that fills at first and then stays", () => {
		const filled = steadiness(readings(30, (minute) => 200 + 10 * Math.min(minute, 6)));
		expect(Math.abs(filled.growth)).toBeLessThan(1);
		expect(filled).toMatchObject({ heap: 50, longestStallMs: 5, isSteady: true });
		expect(filled.rss).toBeGreaterThan(259);
	});

	it("is given for memory that falls, and in spite of a few wild readings", () => {
		const wild = readings(30, (minute) => 300 - minute / 10);
		for (const k of [60, 100, 179]) wild[k]!.rss *= 3;
		expect(steadiness(wild).isSteady).toBe(true);
	});

	it("is not given with a single stall, at any time", () => {
		const stalled = readings(30, () => 200);
		stalled[1]!.stallMs = 101;
		expect(steadiness(stalled)).toMatchObject({ longestStallMs: 101, isSteady: false });
	});

	it("cannot be told of a run that is too short", () => {
		const short = steadiness(readings(14, () => 200));
		expect(short.growth).toBeNaN();
		expect(short.isSteady).toBe(false);
	});
});
