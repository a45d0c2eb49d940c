import { SeededRng } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { DAY_MINUTES, MINUTE_MS, MONDAY, weekTraffic } from "../testing/week-traffic.ts";
import { InterestHistory } from "./interest-history.ts";
import { interestOf, JudgedForecaster } from "./judged-forecaster.ts";
import { LocalWeek, WEEK_SLOTS } from "./local-week.ts";
import { Skill } from "./skill.ts";

const week = new LocalWeek("UTC");

describe("InterestHistory", () => {
	it("refuses a state of another length", () => {
		expect(() => new InterestHistory(new Uint8Array(1))).toThrow(RangeError);
	});

	it("does not know a week it has not seen, and knows each slot by itself afterwards", () => {
		const history = new InterestHistory();
		const values = [0, 0.6, 1];
		for (let slot = 0; slot < WEEK_SLOTS; slot++) expect(history.replace(slot, values[slot % 3]!)).toBeNaN();
		const restored = new InterestHistory(history.bits.slice());
		for (let slot = 0; slot < WEEK_SLOTS; slot++) expect(restored.replace(slot, 0)).toBe(values[slot % 3]);
	});
});

describe("interestOf", () => {
	it("counts what people do only", () => {
		expect(interestOf({ level: "high", viewers: 0 })).toBe(0);
		expect(interestOf({ level: "high", viewers: 1 })).toBe(1);
		expect(interestOf({ level: "medium", viewers: 3 })).toBe(0.6);
		// A viewer whose battery is nearly empty looks all the same.
		expect(interestOf({ level: "low", viewers: 1 })).toBe(0.6);
	});
});

describe("JudgedForecaster", () => {
	function live(interest: JudgedForecaster, x: Float64Array, from: number, until: number): void {
		for (let minute = from; minute < until; minute++)
			interest.forecaster.observe(MONDAY + minute * MINUTE_MS, x[minute]!);
	}

	it("refuses a state of another kind and keeps what it has", () => {
		const interest = new JudgedForecaster(week, new Skill());
		for (const text of ["", "AAAA", "?"]) expect(() => interest.restore(text, 0)).toThrow(RangeError);
		const other = Buffer.from(interest.snapshot(), "base64");
		other[0] = 99;
		expect(() => interest.restore(other.toString("base64"), 0)).toThrow("version 1");
	});

	it("judges each forecast against what came, ten minutes before, and a week before", () => {
		const skill = new Skill();
		const interest = new JudgedForecaster(week, skill);
		const x = weekTraffic("clinic", 15, new SeededRng(1));
		live(interest, x, 0, x.length);
		const reading = skill.reading(MONDAY + 15 * DAY_MINUTES * MINUTE_MS - 1);
		expect(reading.comparisons).toBe(7 * 96);
		let [persistence, lastWeek] = [0, 0];
		for (let minute = 8 * DAY_MINUTES + 5; minute < x.length; minute += 15) {
			// The interest just before the change that falls on the minute itself.
			const at = (minutes: number): number => x[minutes - 1]!;
			persistence += (at(minute) - at(minute - 10)) ** 2 / (7 * 96);
			lastWeek += (at(minute) - at(minute - 7 * DAY_MINUTES)) ** 2 / (7 * 96);
		}
		expect(reading.persistenceMse).toBeCloseTo(persistence, 9);
		expect(reading.lastWeekMse).toBeCloseTo(lastWeek, 9);
		expect(reading.mse).toBeLessThan(persistence);
	});

	it("goes on after a restart: the same forecasts, the week before still known, the downtime not learned", () => {
		const skills = [new Skill(), new Skill()] as const;
		const x = weekTraffic("evenings", 21, new SeededRng(2));
		const [whole, restarted] = [new JudgedForecaster(week, skills[0]), new JudgedForecaster(week, skills[1])];
		live(whole, x, 0, 14 * DAY_MINUTES);
		whole.forecaster.advance(MONDAY + 14 * DAY_MINUTES * MINUTE_MS);
		restarted.restore(whole.snapshot(), MONDAY + 14 * DAY_MINUTES * MINUTE_MS);
		const learned = restarted.forecaster.learned;
		expect(learned).toBe(whole.forecaster.learned);
		live(restarted, x, 14 * DAY_MINUTES + 180, 14 * DAY_MINUTES + 240);
		expect(restarted.forecaster.learned - learned).toBeLessThanOrEqual(4);
		live(whole, x, 14 * DAY_MINUTES, 21 * DAY_MINUTES);
		live(restarted, x, 14 * DAY_MINUTES + 240, 21 * DAY_MINUTES);
		const end = MONDAY + 21 * DAY_MINUTES * MINUTE_MS - 1;
		const [one, other] = skills.map((skill) => skill.reading(end));
		expect(other!.lastWeekMse).not.toBeNull();
		expect(Math.abs(other!.mse! - one!.mse!)).toBeLessThan(0.004);
		expect(restarted.snapshot()).toHaveLength(1_188);
	});
});
