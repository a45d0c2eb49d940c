import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OutcomeMinute } from "../wires.ts";
import { aim, INITIAL_SET_POINT, type SetPointState, stepSetPoint } from "./set-point.ts";

const MINUTE = 60_000;
const good = { loopDelayP99Ms: 10, ownLoopDelayP99Ms: 10, ageHighP95Ms: 80, limited: false };
const lateBy = (ms: number) => ({ loopDelayP99Ms: ms, ownLoopDelayP99Ms: ms });

/** The set-point after these minutes, one after the other. */
function after(
	minutes: readonly Partial<OutcomeMinute>[],
	from: SetPointState = INITIAL_SET_POINT,
): SetPointState {
	let state = from;
	for (const minute of minutes) state = stepSetPoint(state, { ...good, at: state.at + MINUTE, ...minute });
	return state;
}
const times = (count: number, minute: Partial<OutcomeMinute>): Partial<OutcomeMinute>[] =>
	Array(count).fill(minute);

describe("stepSetPoint", () => {
	it.each([lateBy(51), { ageHighP95Ms: 251 }])("falls by .01 in a minute with %j", (minute) => {
		expect(after([minute]).pressure).toBe(0.74);
	});

	it("stays where a limit is only just kept", () => {
		expect(after(times(30, { ...lateBy(50), ageHighP95Ms: 250, limited: true })).pressure).toBe(0.75);
	});

	it("rises by .002 when the tenth good minute in a row is complete, if something was slowed in them", () => {
		const limitedOnce = [{ limited: true }, ...times(8, {})];
		expect(after(limitedOnce).pressure).toBe(0.75);
		expect(after([...limitedOnce, {}]).pressure).toBe(0.752);
		expect(after([...limitedOnce, {}, {}]).pressure).toBe(0.752);
		expect(after(times(12, { limited: true })).pressure).toBe(0.756);
	});

	it("does not rise while nothing is slowed: nobody needs more", () => {
		expect(after(times(60, {})).pressure).toBe(0.75);
	});

	it("starts to count again after a minute that was not good, and after a gap", () => {
		const nine = times(9, { limited: true });
		expect(after([...nine, lateBy(25), ...nine]).pressure).toBe(0.75);
		const nineth = after(nine);
		const late = stepSetPoint(nineth, { ...good, limited: true, at: nineth.at + 3 * MINUTE });
		expect(late).toMatchObject({ pressure: 0.75, goodMinutes: 1 });
	});

	it("holds while others have the processor cores, whatever that does to viewers", () => {
		const crowded = { loopDelayP99Ms: 180, ownLoopDelayP99Ms: 50, ageHighP95Ms: 900, limited: true };
		expect(after(times(60, crowded)).pressure).toBe(0.75);
		expect(after([{ ...crowded, ownLoopDelayP99Ms: 51 }]).pressure).toBe(0.74);
		expect(after([{ ...crowded, loopDelayP99Ms: 50, ownLoopDelayP99Ms: 9 }]).pressure).toBe(0.74);
		const nine = times(9, { limited: true });
		expect(after([...nine, crowded, ...nine]).pressure).toBe(0.75);
	});

	it("takes a minute in which nobody watches for neither good nor bad service", () => {
		const nobody = { ageHighP95Ms: 0, limited: true };
		expect(after(times(60, nobody)).pressure).toBe(0.75);
		expect(after([{ ...nobody, ...lateBy(51) }]).pressure).toBe(0.74);
		const nine = times(9, { limited: true });
		expect(after([...nine, ...times(30, nobody)]).pressure).toBe(0.75);
		expect(after([...nine, ...times(30, nobody), {}]).pressure).toBe(0.752);
		expect(after([...nine, { ...nobody, ...lateBy(25) }, {}]).pressure).toBe(0.75);
	});

	it("stays between .55 and .85", () => {
		expect(after(times(100, { ageHighP95Ms: 999 })).pressure).toBe(0.55);
		expect(after(times(1_000, { limited: true })).pressure).toBe(0.85);
	});

	it("never rises on evidence of overload", () => {
		const minute = fc.record({
			loopDelayP99Ms: fc.integer({ min: 0, max: 120 }),
			ownLoopDelayP99Ms: fc.integer({ min: 0, max: 120 }),
			ageHighP95Ms: fc.integer({ min: 0, max: 600 }),
			limited: fc.boolean(),
		});
		fc.assert(
			fc.property(fc.array(minute, { maxLength: 60 }), minute, (minutes, last) => {
				const before = after(minutes);
				const { pressure } = after([last], before);
				const crowded = last.loopDelayP99Ms > 50 && last.ownLoopDelayP99Ms <= 50;
				if (crowded) expect(pressure).toBe(before.pressure);
				else if (last.loopDelayP99Ms > 50 || last.ageHighP95Ms > 250) {
					expect(pressure).toBe(Math.max(0.55, Math.round((before.pressure - 0.01) * 1e6) / 1e6));
				} else if (last.loopDelayP99Ms >= 25 || last.ageHighP95Ms >= 125)
					expect(pressure).toBe(before.pressure);
			}),
		);
	});
});

describe("aim", () => {
	it("is the set-point, but at critical load no more than lets that label end", () => {
		expect(aim(0.75, "high")).toBe(0.75);
		expect(aim(0.75, "critical")).toBe(0.72);
		expect(aim(0.6, "critical")).toBe(0.6);
	});
});
