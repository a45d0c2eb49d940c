import { describe, expect, it } from "vitest";
import { cleanIntervals, isSteadyPair, regularIntervals } from "./clean-intervals.ts";

const flags = (list: readonly boolean[]): string => list.map((ok) => (ok ? "+" : "-")).join("");

describe("cleanIntervals", () => {
	it("has nothing to say about nothing, and trusts no interval that stands alone", () => {
		expect(cleanIntervals([])).toEqual([]);
		expect(cleanIntervals([800])).toEqual([false]);
	});

	it("keeps the intervals of breathing and rejects those of an early beat and the pause after it", () => {
		expect(flags(cleanIntervals([800, 840, 880, 850, 810, 780]))).toBe("++++++");
		expect(flags(cleanIntervals([800, 810, 520, 1090, 800, 805]))).toBe("++--++");
	});

	it("rejects the doubled interval of a missed beat and the halves of a false one", () => {
		expect(flags(cleanIntervals([800, 800, 1600, 800, 800]))).toBe("++-++");
		expect(flags(cleanIntervals([800, 800, 390, 410, 800, 800]))).toBe("++--++");
	});

	it("rejects ectopic beats that come every other time, though each interval is usual among its neighbours", () => {
		const bigeminy = [500, 1100, 500, 1100, 500, 1100, 500];
		expect(flags(regularIntervals(bigeminy))).toContain("+++");
		expect(flags(cleanIntervals(bigeminy))).toBe("-------");
	});

	it("draws the line at 20 % of the local median", () => {
		expect(flags(cleanIntervals([1000, 1000, 1200, 1000, 1000]))).toBe("+++++");
		expect(flags(cleanIntervals([1000, 1000, 1201, 1000, 1000]))).toBe("++-++");
	});
});

describe("isSteadyPair", () => {
	it("is false where there is no pair", () => {
		expect([isSteadyPair([800, 800], 0), isSteadyPair([800, 800], 2)]).toEqual([false, false]);
		expect(isSteadyPair([800, 900], 1)).toBe(true);
	});
});
