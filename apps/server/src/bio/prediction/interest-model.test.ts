import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InterestModel } from "./interest-model.ts";
import { DAY_SLOTS, WEEK_SLOTS } from "./local-week.ts";

/** One step of a bin. */
const STEP = 1 / 254;

const share = fc.double({ min: 0, max: 1, noNaN: true });
const slot = fc.integer({ min: 0, max: WEEK_SLOTS - 1 });
const lessons = fc.array(fc.tuple(slot, share), { maxLength: 300 });

function taught(of: readonly (readonly [number, number])[]): InterestModel {
	const model = new InterestModel();
	for (const [at, x] of of) model.learn(at, x);
	return model;
}

/** Teaches whole weeks. */
function weeks(model: InterestModel, count: number, of: (slot: number) => number): void {
	for (let week = 0; week < count; week++) for (let at = 0; at < WEEK_SLOTS; at++) model.learn(at, of(at));
}

describe("InterestModel", () => {
	it("refuses a state of another length", () => {
		expect(() => new InterestModel(new Uint8Array(671))).toThrow(RangeError);
	});

	it("expects nothing before it has learned", () => {
		expect(new InterestModel().usual(17)).toBe(0);
	});

	it("answers between the least and the greatest value learned, whatever it learned", () => {
		fc.assert(
			fc.property(lessons, slot, (of, at) => {
				const usual = taught(of).usual(at);
				const values = of.length === 0 ? [0] : of.map(([, x]) => x);
				expect(usual).toBeGreaterThanOrEqual(Math.min(...values) - STEP);
				expect(usual).toBeLessThanOrEqual(Math.max(...values) + STEP);
			}),
		);
	});

	it("comes to what is always the same, from wherever it was, though a bin is a byte", () => {
		fc.assert(
			fc.property(share, share, (first, then) => {
				const model = new InterestModel();
				weeks(model, 1, () => first);
				weeks(model, 40, () => then);
				expect(Math.abs(model.usual(100) - then)).toBeLessThanOrEqual(STEP);
			}),
			{ numRuns: 20 },
		);
	});

	it("is the same after its state was stored and restored", () => {
		fc.assert(
			fc.property(lessons, lessons, (of, more) => {
				const model = taught(of);
				const restored = new InterestModel(model.bins.slice(), model.learned);
				for (const [at, x] of more) {
					model.learn(at, x);
					restored.learn(at, x);
				}
				for (let at = 0; at < WEEK_SLOTS; at++) expect(restored.usual(at)).toBe(model.usual(at));
			}),
			{ numRuns: 30 },
		);
	});

	it("draws a bin of one week towards the day's profile, and that towards the mean of everything", () => {
		const model = new InterestModel();
		// Monday only: .8 from 09:00 to 10:00, else 0.
		for (let at = 0; at < DAY_SLOTS; at++) model.learn(at, at >= 36 && at < 40 ? 0.8 : 0);
		const mean = (0.8 * 4) / DAY_SLOTS;
		const day = (0.8 * 1 + mean * 2) / 3;
		expect(model.usual(37)).toBeCloseTo((0.8 + day * 1.5) / 2.5, 2);
		// Tuesday has not been seen: it is expected to be like the days that have.
		expect(model.usual(DAY_SLOTS + 37)).toBeCloseTo(day, 2);
		expect(model.usual(DAY_SLOTS + 50)).toBeCloseTo((mean * 2) / 3, 2);
	});

	it("trusts a weekday's own hours more with every week", () => {
		const model = new InterestModel();
		const usual: number[] = [];
		for (let week = 0; week < 8; week++) {
			weeks(model, 1, (at) => (at >= 5 * DAY_SLOTS && at < 6 * DAY_SLOTS ? 1 : 0));
			usual.push(model.usual(5 * DAY_SLOTS + 10));
		}
		expect(usual).toEqual(usual.toSorted((a, b) => a - b));
		expect(usual[0]).toBeLessThan(0.6);
		expect(usual[7]).toBeGreaterThan(0.85);
	});

	it("follows a change of habits within four weeks", () => {
		const model = new InterestModel();
		weeks(model, 10, () => 0);
		weeks(model, 4, () => 1);
		expect(model.usual(0)).toBeGreaterThan(0.6);
	});

	it("keeps its shape when the unit changes", () => {
		const model = new InterestModel();
		weeks(model, 3, (at) => (at % DAY_SLOTS) / DAY_SLOTS);
		const before = model.usual(50);
		model.scale(0.5);
		expect(model.usual(50)).toBeCloseTo(before / 2, 2);
		expect(new InterestModel(new Uint8Array(WEEK_SLOTS)).usual(3)).toBe(0);
	});
});
