import { describe, expect, it } from "vitest";
import { BreathRhythm } from "./breath-rhythm.ts";

const START_S = 1.9e8;
const TEN_MINUTES = Array.from({ length: 6_000 }, (_, i) => START_S + i / 10);

/** Share of a common phase, 0 to 1: the mean resultant length of the phase difference. */
function phaseLocking(a: BreathRhythm, b: BreathRhythm): number {
	let [x, y] = [0, 0];
	for (const time of TEN_MINUTES) {
		const angle = 2 * Math.PI * (a.phaseAt(time) - b.phaseAt(time));
		x += Math.cos(angle);
		y += Math.sin(angle);
	}
	return Math.hypot(x, y) / TEN_MINUTES.length;
}

function people(coupling: number): BreathRhythm[] {
	const group = { seed: 99, ratePerMinute: 6, coupling };
	return [10.5, 12, 13.2, 14.1, 15].map(
		(ratePerMinute, i) => new BreathRhythm({ seed: 10 + i, ratePerMinute, group }),
	);
}

function lockings(rhythms: BreathRhythm[]): number[] {
	return rhythms.flatMap((a, i) => rhythms.slice(i + 1).map((b) => phaseLocking(a, b)));
}

function ratePerMinute(rhythm: BreathRhythm): number {
	return (rhythm.phaseAt(START_S + 600) - rhythm.phaseAt(START_S)) / 10;
}

describe("BreathRhythm", () => {
	it("E1 brings a coupled group together: every pair keeps its phase and the common rate", () => {
		const rhythms = people(14);
		expect(Math.min(...lockings(rhythms))).toBeGreaterThan(0.9);
		for (const rhythm of rhythms) expect(ratePerMinute(rhythm)).toBeCloseTo(6, 0);
	});

	it("E2 leaves people alone who are not coupled", () => {
		const rhythms = people(0);
		expect(Math.max(...lockings(rhythms))).toBeLessThan(0.35);
		expect(ratePerMinute(rhythms[0]!)).toBeGreaterThan(9.5);
	});

	it("E3 locks only those whose own rate is within the coupling", () => {
		expect(people(7).map((rhythm) => rhythm.locked)).toEqual([true, true, false, false, false]);
	});

	it("E4 drifts outside the locking range as Adler's equation says", () => {
		// Mean beat of Adler's equation: √(Δω² − K²), in breaths a minute √(9² − 7²).
		const rhythm = new BreathRhythm({
			seed: 1,
			ratePerMinute: 15,
			group: { seed: 2, ratePerMinute: 6, coupling: 7 },
		});
		const hour = (rhythm.phaseAt(START_S + 3_600) - rhythm.phaseAt(START_S)) / 60;
		expect(hour).toBeCloseTo(6 + Math.sqrt(81 - 49), 0);
		const slow = new BreathRhythm({
			seed: 1,
			ratePerMinute: 6,
			group: { seed: 2, ratePerMinute: 15, coupling: 7 },
		});
		const slowHour = (slow.phaseAt(START_S + 3_600) - slow.phaseAt(START_S)) / 60;
		expect(slowHour).toBeCloseTo(15 - Math.sqrt(81 - 49), 0);
	});

	it("E5 never jumps and never runs backwards in and beside the locking range", () => {
		for (const coupling of [0, 3, 8.9, 9.1, 14]) {
			for (const rhythm of people(coupling)) {
				let last = rhythm.phaseAt(START_S);
				for (let i = 1; i < 6_000; i++) {
					const phase = rhythm.phaseAt(START_S + i / 10);
					expect(phase - last).toBeGreaterThan(-0.01);
					expect(phase - last).toBeLessThan(0.1);
					last = phase;
				}
			}
		}
	});
});
