import { describe, expect, it } from "vitest";
import { type Comparison, Skill } from "./skill.ts";

const DAY_MS = 86_400_000;

/** So many comparisons a day, spread over it. */
function fill(skill: Skill, days: number, of: Omit<Comparison, "at">, from = 0, perDay = 200): void {
	for (let day = 0; day < days; day++)
		for (let n = 0; n < perDay; n++) skill.add({ at: (from + day) * DAY_MS + n * 60_000, ...of });
}

const good = { actual: 1, forecast: 0.9, persistence: 0.8, lastWeek: Number.NaN };

describe("Skill", () => {
	it("is unknown without evidence: none, a single day, too little of it, or nothing that ever changed", () => {
		const none = new Skill();
		expect(none.reading(0)).toMatchObject({ skill: null, comparisons: 0, mse: null, lastWeekMse: null });
		const oneDay = new Skill();
		fill(oneDay, 1, good);
		expect(oneDay.reading(0).skill).toBeNull();
		const few = new Skill();
		fill(few, 2, good, 0, 50);
		expect(few.reading(DAY_MS).skill).toBeNull();
		const still = new Skill();
		fill(still, 3, { ...good, actual: 0, persistence: 0 });
		expect(still.reading(2 * DAY_MS).skill).toBeNull();
	});

	it("is the share of squared error saved against persistence", () => {
		const skill = new Skill();
		fill(skill, 2, good);
		const reading = skill.reading(DAY_MS);
		expect(reading.skill).toBeCloseTo(1 - 0.01 / 0.04, 9);
		expect(reading.mse).toBeCloseTo(0.01, 9);
		expect(reading.persistenceMse).toBeCloseTo(0.04, 9);
	});

	it("is judged against last week when that is the better rule", () => {
		const skill = new Skill();
		fill(skill, 3, { ...good, lastWeek: 0.95 });
		expect(skill.reading(2 * DAY_MS).skill).toBeCloseTo(1 - 0.01 / 0.0025, 6);
	});

	it("forgets what is older than seven days", () => {
		const skill = new Skill();
		fill(skill, 3, { ...good, forecast: 0 });
		expect(skill.reading(2 * DAY_MS).skill).toBeLessThan(0);
		fill(skill, 7, good, 3);
		expect(skill.reading(9 * DAY_MS).skill).toBeCloseTo(0.75, 9);
		expect(skill.reading(30 * DAY_MS).comparisons).toBe(0);
	});

	it("is the same after it was stored and restored", () => {
		const skill = new Skill();
		fill(skill, 4, { ...good, lastWeek: 0.7 });
		const restored = new Skill();
		restored.restore(skill.snapshot());
		expect(restored.reading(3 * DAY_MS)).toEqual(skill.reading(3 * DAY_MS));
		fill(restored, 1, good, 4);
		expect(restored.reading(4 * DAY_MS).comparisons).toBe(1_000);
	});

	it("refuses a state that is none", () => {
		for (const text of ["", "{}", "[[1,2]]", '[["a",1,1,1,1,1,1]]'])
			expect(() => new Skill().restore(text)).toThrow();
	});
});
