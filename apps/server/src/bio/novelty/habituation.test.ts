import { describe, expect, it } from "vitest";
import { Habituation } from "./habituation.ts";

const MINUTE = 60_000;

/** Minutes at which alarms of a score are told when one comes every half minute. */
function told(habituation: Habituation, minutes: number, score = 8): number[] {
	const found: number[] = [];
	for (let now = 0; now < minutes * MINUTE; now += 30_001) {
		if (habituation.tells(now, score)) found.push(Math.round(now / MINUTE));
	}
	return found;
}

describe("Habituation", () => {
	it("tells what repeats less and less often, and some of it for ever", () => {
		expect(told(new Habituation(), 90)).toEqual([0, 1, 2, 4, 8, 16, 31, 46, 61, 76]);
	});

	it("tells what is much further off than before at once, but not twice in half a minute", () => {
		const habituation = new Habituation();
		told(habituation, 20);
		const now = 20 * MINUTE;
		expect(habituation.tells(now, 11)).toBe(false);
		expect(habituation.tells(now + 1, 12)).toBe(true);
		expect(habituation.tells(now + 30_001, 99)).toBe(false);
		expect(habituation.tells(now + 30_002, 17)).toBe(false);
		expect(habituation.tells(now + 30_003, 18)).toBe(true);
	});

	it("is as attentive as ever after an hour of quiet", () => {
		const habituation = new Habituation();
		told(habituation, 60);
		const later = 200 * MINUTE;
		expect([0, 40_000, 120_000].map((ms) => habituation.tells(later + ms, 6))).toEqual([true, true, true]);
	});
});
