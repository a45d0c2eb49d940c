import { SeededRng } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { PhaseTrack } from "../phase/phase-track.ts";
import {
	breathe,
	coupled,
	SAMPLE_HZ,
	strangers,
	track,
	wanderingPhase,
	watchBelts,
} from "./fixtures/breathers.ts";
import { ShiftTest } from "./shift-test.ts";
import { SyncVerdict } from "./sync-verdict.ts";

const random = new SeededRng(1);
const test = new ShiftTest(() => random.next(), 10);

/** Share of the time after a minute that groups are called in sync, looked at once a second. */
function called(groups: number, belts: (rng: SeededRng) => Float64Array[], fromS = 95): number {
	let found = 0;
	let looks = 0;
	for (let seed = 0; seed < groups; seed++) {
		const verdict = new SyncVerdict();
		watchBelts(belts(new SeededRng(7_919 * seed + 11)), (tracks, second) => {
			if (second < fromS - 6) return;
			const inSync = verdict.update(second * 1_000, test.pValue(tracks, tracks[0]!.end));
			if (second < fromS) return;
			looks++;
			if (inSync) found++;
		});
	}
	return found / looks;
}

/** Two who breathe in step for 335 s, at a common rate that varies by a share of it. */
function inStep(rng: SeededRng, wander: number): Float64Array[] {
	const phases = wanderingPhase(rng, 335, { rateHz: 0.2 + 0.1 * rng.next(), wander });
	return [0, 1].map(() => {
		const follows = { phases, fromS: 0, lead: 0.15 * rng.normal(), jitter: 0.25 };
		return breathe(rng, 335, { rateHz: 0.25, wander: 0, follows });
	});
}

describe("ShiftTest", () => {
	it("knows no p-value for one member, or before a minute of phases", () => {
		const belts = strangers(new SeededRng(2), 2, 100).map((belt) => track(belt));
		expect(test.pValue(belts.slice(1), 390)).toBeUndefined();
		expect(test.pValue([belts[0]!, new PhaseTrack(2_000)], 390)).toBeUndefined();
		expect(test.pValue(belts, 4 * 87)).toBeUndefined();
		expect(test.pValue(belts, 4 * 89)).toBeGreaterThan(0);
		expect([60, 80, 98].map((second) => test.secondsMissing(belts, 4 * second))).toEqual([28, 8, 0]);
		expect(test.secondsMissing([], 400)).toBe(60);
	});

	it("does not wait for whoever has just come", () => {
		const [a, b] = strangers(new SeededRng(2), 2, 100).map((belt) => track(belt));
		const newcomer = track(breathe(new SeededRng(5), 50, { rateHz: 0.25, wander: 0.1 }), 50_000);
		expect(test.pValue([a!, newcomer, b!], 390)).toBe(test.pValue([a!, b!], 390));
		expect(test.secondsMissing([a!, newcomer, b!], 390)).toBe(0);
	});

	it("gives the same answer for the same phases", () => {
		const belts = strangers(new SeededRng(3), 4, 200).map((belt) => track(belt));
		expect(test.pValue(belts, 780)).toBe(test.pValue(belts, 780));
	});

	it.each([2, 5])("calls %i strangers in sync for less than 5 %% of the time", (members) => {
		const share = called(30, (rng) => strangers(rng, members, 300));
		expect(share).toBeGreaterThan(0);
		expect(share).toBeLessThan(0.05);
	});

	it("is not taken in by two strangers who happen to breathe at about the same steady rate", () => {
		const twins = (rng: SeededRng): Float64Array[] =>
			[0, 1].map(() => breathe(rng, 240, { rateHz: 0.25 + 0.003 * rng.normal(), wander: 0.03 }));
		expect(called(40, twins)).toBeLessThan(0.07);
	});

	it.each([2, 3])("finds %i people who have been in step for a minute", (members) => {
		expect(called(80, (rng) => coupled(rng, members, 261, 201), 261)).toBeGreaterThanOrEqual(0.95);
	});

	it("finds two who have long been in step at a rate that hardly wanders", () => {
		expect(called(40, (rng) => inStep(rng, 0.02), 335)).toBeGreaterThanOrEqual(0.9);
	});

	it("knows rhythms that are too even to tell, once it has listened for long", () => {
		const isEven = (wander: number, seconds = 335): boolean => {
			const belts = inStep(new SeededRng(17), wander).map((belt) =>
				track(belt.slice(0, seconds * SAMPLE_HZ)),
			);
			return test.isEven(belts, belts[0]!.end);
		};
		expect([isEven(0), isEven(0.08), isEven(0, 200)]).toEqual([true, false, false]);
		expect(test.isEven([], 1_000)).toBe(false);
	});
});
