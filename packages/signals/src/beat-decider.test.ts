import { describe, expect, it } from "vitest";
import { BeatDecider, type Candidate } from "./beat-decider.ts";
import { QrsLevels } from "./qrs-levels.ts";

const RATE = 250;
const USUAL = 200;

function candidate(index: number, change: Partial<Candidate> = {}): Candidate {
	return { index, energy: 1, bend: 1, lean: 1, match: 0.95, prevailing: 0.95, ...change };
}

/** A decider that has seen `beats` regular beats, the last of them at sample `beats * USUAL`. */
function started(beats = 10): { decider: BeatDecider; found: number[]; last: number } {
	const levels = new QrsLevels();
	levels.learn([1, 1, 1, 0.2, 0.2]);
	const found: number[] = [];
	const decider = new BeatDecider(RATE, levels, (beat) => found.push(beat.index));
	for (let i = 1; i <= beats; i++) decider.consider(candidate(i * USUAL), i > 6);
	return { decider, found, last: beats * USUAL };
}

const strange: Partial<Candidate> = { match: 0.2, prevailing: 0.2 };

describe("BeatDecider", () => {
	it("takes nothing within the refractory time", () => {
		const { decider, found, last } = started();
		decider.consider(candidate(last + 49), true);
		expect(found.at(-1)).toBe(last);
	});

	it("takes no T wave, which bends less than the complex before it", () => {
		const { decider, found, last } = started();
		decider.consider(candidate(last + 80, { bend: 0.4 }), true);
		decider.consider(candidate(last + USUAL), true);
		expect(found.slice(-2)).toEqual([last, last + USUAL]);
	});

	it("drops an early strange peak when a usual beat follows on time", () => {
		const { decider, found, last } = started();
		decider.consider(candidate(last + 100, strange), true);
		expect(found.at(-1)).toBe(last);
		decider.consider(candidate(last + USUAL), true);
		expect(found.slice(-2)).toEqual([last, last + USUAL]);
	});

	it("keeps an early strange peak, as an ectopic beat, when the next beat leaves room for it", () => {
		const { decider, found, last } = started();
		decider.consider(candidate(last + 100, strange), true);
		decider.consider(candidate(last + 2 * USUAL), true);
		expect(found.slice(-3)).toEqual([last, last + 100, last + 2 * USUAL]);
	});

	it("keeps an early strange peak when no beat follows at all", () => {
		const { decider, found, last } = started();
		decider.consider(candidate(last + 100, strange), true);
		decider.advance(last + 290);
		expect(found.at(-1)).toBe(last);
		decider.advance(last + 301);
		expect(found.at(-1)).toBe(last + 100);
	});

	it("takes an early beat of the usual shape and height at once", () => {
		const { decider, found, last } = started();
		decider.consider(candidate(last + 120), true);
		expect(found.at(-1)).toBe(last + 120);
	});

	it("searches back for a beat that was too low when none comes in time", () => {
		const { decider, found, last } = started();
		decider.consider(candidate(last + USUAL, { energy: 0.25, match: 0.6 }), true);
		decider.advance(last + 1.4 * USUAL);
		expect(found.at(-1)).toBe(last);
		decider.advance(last + 1.6 * USUAL);
		expect(found.at(-1)).toBe(last + USUAL);
	});

	it("remembers a bounded number of rejected peaks, the latest ones", () => {
		const { decider, found, last } = started();
		decider.consider(candidate(last + 110, { energy: 0.3, match: 0.6 }), true);
		for (let i = 0; i < 16; i++)
			decider.consider(candidate(last + 130 + i, { energy: 0.01, match: 0.6 }), true);
		decider.advance(last + 1.6 * USUAL);
		expect(found.at(-1)).toBe(last);
	});

	it("finds a signal again that became much smaller, after a few seconds", () => {
		const { decider, found, last } = started();
		for (let i = 1; i < 12; i++) {
			decider.consider(candidate(last + i * USUAL, { energy: 0.08, match: 0.9 }), true);
			decider.advance(last + i * USUAL + 100);
		}
		expect(found.at(-1)).toBeGreaterThan(last + 8 * USUAL);
	});
});
