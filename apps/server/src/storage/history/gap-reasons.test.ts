import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Absences, between, explainGaps } from "./gap-reasons.ts";

const NOTHING: Absences = { down: [], offline: [], paused: [] };
const MINUTE = 60_000;

/** The reason of one gap from 0 to 10 minutes. */
const reasonOf = (absences: Partial<Absences>, offsetMs = 0) =>
	explainGaps([{ from: 0, to: 10 * MINUTE }], { ...NOTHING, ...absences }, offsetMs)[0]!.reason;
const minutes = (from: number, to: number) => [{ from: from * MINUTE, to: to * MINUTE }];

describe("explainGaps", () => {
	it("gives no reason where nothing is known, or where what is known is the lesser part", () => {
		expect(explainGaps([{ from: 1, to: 2 }], NOTHING, 0)).toEqual([{ from: 1, to: 2 }]);
		expect(reasonOf({ paused: minutes(0, 5), offline: minutes(6, 10) })).toBeUndefined();
		expect(reasonOf({ paused: minutes(12, 30) })).toBeUndefined();
	});

	it("names what explains more than half: the server before the sensor before a pause", () => {
		const [down, offline, paused] = [minutes(1, 8), minutes(0.5, 9), minutes(0, 10)];
		expect(reasonOf({ down, offline, paused })).toBe("server not running");
		expect(reasonOf({ offline, paused })).toBe("sensor offline");
		expect(reasonOf({ paused })).toBe("left out while the server was busy");
		expect(reasonOf({ down: minutes(8, 9), offline })).toBe("sensor offline");
	});

	it("sums what explains a gap in several pieces", () => {
		expect(reasonOf({ paused: [...minutes(-1, 3), ...minutes(4, 5), ...minutes(8, 20)] })).toBe(
			"left out while the server was busy",
		);
	});

	it("does not take anybody for away who sent samples meanwhile", () => {
		expect(reasonOf({ offline: minutes(-5, 9), down: minutes(-5, 20) })).toBeUndefined();
		expect(reasonOf({ offline: minutes(2, 10.5) })).toBeUndefined();
		expect(reasonOf({ offline: minutes(-1, 10.05) })).toBe("sensor offline");
	});

	it("takes a pause that goes on for one", () => {
		const paused = [{ from: MINUTE, to: Number.POSITIVE_INFINITY }];
		expect(reasonOf({ paused })).toBe("left out while the server was busy");
	});

	it("compares in server time", () => {
		expect(reasonOf({ offline: minutes(60, 70) }, 60 * MINUTE)).toBe("sensor offline");
		expect(reasonOf({ offline: minutes(0, 10) }, 60 * MINUTE)).toBeUndefined();
	});

	it("explains many gaps as it explains each alone", () => {
		const steps = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 60 });
		fc.assert(
			fc.property(steps, steps, steps, (a, b, c) => {
				const [gaps, offline, paused] = [spans(a), spans(b), spans(c)];
				const absences = { ...NOTHING, offline, paused };
				const each = gaps.flatMap((gap) => explainGaps([gap], absences, 7));
				expect(explainGaps(gaps, absences, 7)).toEqual(each);
			}),
		);
	});
});

describe("between", () => {
	it("knows nothing before the first span and behind the last", () => {
		expect(between([])).toEqual([]);
		expect(between([{ from: 1, to: 2 }])).toEqual([]);
	});

	it("gives what no span covers, also where they overlap or go on", () => {
		const spans = [
			{ from: 0, to: 9 },
			{ from: 2, to: 3 },
			{ from: 12, to: 13 },
			{ from: 13, to: 20 },
			{ from: 22, to: Number.POSITIVE_INFINITY },
		];
		expect(between(spans)).toEqual([
			{ from: 9, to: 12 },
			{ from: 20, to: 22 },
		]);
	});
});

/** Stretches and what is between them take turns, in steps of seconds. */
function spans(steps: readonly number[]): { from: number; to: number }[] {
	const found: { from: number; to: number }[] = [];
	let at = 0;
	for (let index = 0; index + 1 < steps.length; index += 2) {
		const from = at + steps[index]! * 1_000;
		at = from + steps[index + 1]! * 1_000;
		found.push({ from, to: at });
	}
	return found;
}
