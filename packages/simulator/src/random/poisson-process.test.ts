import { describe, expect, it } from "vitest";
import { PoissonProcess } from "./poisson-process.ts";

const START_S = 2e8;

describe("PoissonProcess", () => {
	it("P1 has the rate asked for and exponential waits", () => {
		const process = new PoissonProcess(5, 0.3);
		const times = process.during(START_S, START_S + 40_000).map(({ timeS }) => timeS);
		expect(Math.abs(times.length / 40_000 / 0.3 - 1)).toBeLessThan(0.04);
		const waits = times.slice(1).map((time, i) => time - times[i]!);
		const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
		// Of exponential waits e⁻¹ are longer than their mean, and e⁻² longer than twice that.
		const longer = (than: number): number => waits.filter((wait) => wait > than).length / waits.length;
		expect(longer(mean)).toBeCloseTo(Math.exp(-1), 1.3);
		expect(longer(2 * mean)).toBeCloseTo(Math.exp(-2), 1.3);
	});

	it("P2 gives the same happenings however time is cut, each with an id of its own", () => {
		const whole = new PoissonProcess(6, 2).during(START_S, START_S + 500);
		const parts: typeof whole = [];
		const cut = new PoissonProcess(6, 2);
		for (let at = START_S; at < START_S + 500; at += 0.5) parts.push(...cut.during(at, at + 0.5));
		expect(parts).toEqual(whole);
		expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
	});

	it("P3 finds the latest happening, whichever order is asked in", () => {
		const process = new PoissonProcess(7, 0.5);
		const all = process.during(START_S - 100, START_S + 200);
		for (let at = START_S + 199; at > START_S; at -= 0.7) {
			expect(process.latest(at)).toEqual(all.findLast(({ timeS }) => timeS <= at));
		}
	});
});
