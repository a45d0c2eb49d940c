import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HORIZON_MS, InterestForecaster } from "./interest-forecaster.ts";
import { DAY_SLOTS, LocalWeek, QUARTER_MS } from "./local-week.ts";

const MINUTE_MS = 60_000;
const DAY_MS = DAY_SLOTS * QUARTER_MS;
const MONDAY = Date.UTC(2024, 0, 1);
const week = new LocalWeek("UTC");

/** Lets a forecaster live through whole days of a value by the minute. */
function live(forecaster: InterestForecaster, from: number, days: number, x: (at: number) => number): void {
	for (let at = from; at < from + days * DAY_MS; at += MINUTE_MS) forecaster.observe(at, x(at));
	forecaster.advance(from + days * DAY_MS);
}

/** 1 from 09:00 to 10:00 every day. */
const morning = (at: number): number => (Math.floor((at % DAY_MS) / 3_600_000) === 9 ? 1 : 0);

describe("InterestForecaster", () => {
	it("refuses a state of another length", () => {
		expect(() => new InterestForecaster(week).decode(new Uint8Array(3))).toThrow(RangeError);
	});

	it("does not learn a quarter hour of which it knows less than half", () => {
		const forecaster = new InterestForecaster(week);
		forecaster.observe(MONDAY + 8 * MINUTE_MS, 1);
		forecaster.advance(MONDAY + QUARTER_MS);
		expect(forecaster.learned).toBe(0);
		forecaster.advance(MONDAY + 2 * QUARTER_MS - 7 * MINUTE_MS);
		forecaster.advance(MONDAY + 2 * QUARTER_MS);
		expect(forecaster.learned).toBe(1);
	});

	it("does not learn what happened in a silence beyond ten minutes", () => {
		const forecaster = new InterestForecaster(week);
		forecaster.observe(MONDAY, 1);
		forecaster.advance(MONDAY + DAY_MS);
		expect(forecaster.learned).toBe(0);
		expect(forecaster.followed).toBe(MONDAY + DAY_MS);
	});

	it("waits for a clock that stepped back a little, and goes with one that stepped far", () => {
		const forecaster = new InterestForecaster(week);
		forecaster.observe(MONDAY + DAY_MS, 1);
		forecaster.observe(MONDAY + DAY_MS - MINUTE_MS, 0);
		expect([forecaster.present, forecaster.followed]).toEqual([0, MONDAY + DAY_MS]);
		forecaster.observe(MONDAY, 1);
		expect([forecaster.present, forecaster.followed]).toEqual([1, MONDAY]);
	});

	it("learns the same from the same course, however often it is told", () => {
		const changes = fc.array(
			fc.record({
				afterMs: fc.integer({ min: 0, max: 500_000 }),
				x: fc.double({ min: 0, max: 1, noNaN: true }),
			}),
			{ minLength: 1, maxLength: 60 },
		);
		fc.assert(
			fc.property(changes, fc.integer({ min: 1_000, max: 400_000 }), (course, everyMs) => {
				const [seldom, often] = [new InterestForecaster(week), new InterestForecaster(week)];
				let at = MONDAY;
				for (const forecaster of [seldom, often]) forecaster.observe(at, 0);
				for (const { afterMs, x } of course) {
					for (let t = at; t < at + afterMs; t += everyMs) often.advance(t);
					at += afterMs;
					seldom.observe(at, x);
					often.observe(at, x);
				}
				expect(often.learned).toBe(seldom.learned);
				expect(often.persistence).toBeCloseTo(seldom.persistence, 9);
				for (let t = MONDAY; t < at; t += QUARTER_MS)
					expect(Math.abs(often.usual(t) - seldom.usual(t))).toBeLessThanOrEqual(1 / 254);
			}),
			{ numRuns: 100 },
		);
	});

	it("learns the time-weighted mean, not the mean of what it was told", () => {
		const forecaster = new InterestForecaster(week);
		forecaster.observe(MONDAY, 0);
		for (let second = 0; second < 90; second++)
			forecaster.observe(MONDAY + 60_000 + second * 1_000, second % 2);
		forecaster.observe(MONDAY + 150_000, 0);
		for (const minutes of [10, 15]) forecaster.advance(MONDAY + minutes * MINUTE_MS);
		// 45 of 900 seconds.
		expect(forecaster.usual(MONDAY)).toBeCloseTo(0.05, 2);
	});

	it("expects ten minutes ahead what begins then, though nothing has begun", () => {
		const forecaster = new InterestForecaster(week);
		live(forecaster, MONDAY, 15, morning);
		const day = MONDAY + 15 * DAY_MS;
		forecaster.advance(day);
		for (let at = day; at <= day + 8.5 * 3_600_000; at += MINUTE_MS) forecaster.advance(at);
		expect(forecaster.expected(day + 8.5 * 3_600_000)).toBeLessThan(0.1);
		for (let at = day + 8.5 * 3_600_000; at <= day + 9 * 3_600_000 - HORIZON_MS; at += MINUTE_MS)
			forecaster.advance(at);
		expect(forecaster.expected(day + 9 * 3_600_000 - HORIZON_MS)).toBeGreaterThan(0.7);
	});

	it("keeps φ within 0 and 1: about 1 for what lasts, 0 for what turns around", () => {
		const persistence = (periodMs: number): number => {
			const forecaster = new InterestForecaster(week);
			live(forecaster, MONDAY, 5, (at) => ((at + 30_000) % periodMs < periodMs / 2 ? 1 : 0));
			return forecaster.persistence;
		};
		expect(persistence(50 * 3_600_000)).toBeGreaterThan(0.85);
		// Ten minutes later it is always the opposite.
		expect(persistence(2 * HORIZON_MS)).toBe(0);
	});

	it("goes on as if nothing had been when it is restored", () => {
		const forecaster = new InterestForecaster(week);
		live(forecaster, MONDAY, 3, morning);
		const restored = new InterestForecaster(week);
		restored.decode(forecaster.encode());
		restored.observe(MONDAY + 3 * DAY_MS, 0);
		for (const other of [forecaster, restored]) live(other, MONDAY + 3 * DAY_MS, 2, morning);
		const now = MONDAY + 5 * DAY_MS;
		expect(restored.learned).toBe(forecaster.learned);
		for (let ahead = 0; ahead < DAY_MS; ahead += QUARTER_MS)
			expect(restored.usual(now + ahead)).toBe(forecaster.usual(now + ahead));
		expect(restored.persistence).toBeCloseTo(forecaster.persistence, 2);
	});

	it("tells each look with what was forecast for it", () => {
		const looks: [at: number, x: number, before: number, forecast: number][] = [];
		const forecaster = new InterestForecaster(week, (...look) => looks.push(look));
		forecaster.observe(MONDAY, 1);
		forecaster.advance(MONDAY + HORIZON_MS);
		forecaster.observe(MONDAY + HORIZON_MS, 0);
		forecaster.advance(MONDAY + 2 * HORIZON_MS);
		expect(looks.map(([at]) => at - MONDAY)).toEqual([300_000, 600_000, 900_000, 1_200_000]);
		expect(looks[0]).toEqual([MONDAY + 300_000, 1, Number.NaN, Number.NaN]);
		const [at, x, before, forecast] = looks[3]!;
		expect([at, x, before]).toEqual([MONDAY + 2 * HORIZON_MS, 0, 1]);
		// Nothing was learned yet: half of the deviation from 0 was expected to last.
		expect(forecast).toBeCloseTo(0.5, 2);
	});
});
