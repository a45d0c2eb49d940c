import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_SLOTS, LocalWeek, QUARTER_MS, WEEK_SLOTS } from "./local-week.ts";

const ZONES = [
	"UTC",
	"Europe/Berlin",
	"America/New_York",
	"Asia/Kathmandu",
	"Australia/Lord_Howe",
	"Pacific/Apia",
];
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const moment = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2040, 0) });

/** The slots of the quarter hours of a stretch of time. */
function slots(timeZone: string, from: number, hours: number): number[] {
	const week = new LocalWeek(timeZone);
	return Array.from({ length: hours * 4 }, (_, i) => week.slot(from + i * QUARTER_MS));
}

describe("LocalWeek", () => {
	it("refuses a time zone that does not exist", () => {
		expect(() => new LocalWeek("Middle/Earth")).toThrow(RangeError);
	});

	it("counts quarter hours from Monday 00:00", () => {
		const week = new LocalWeek("UTC");
		expect(week.slot(Date.UTC(2024, 0, 1))).toBe(0);
		expect(week.slot(Date.UTC(2024, 0, 1, 0, 14, 59, 999))).toBe(0);
		expect(week.slot(Date.UTC(2024, 0, 7, 23, 59))).toBe(WEEK_SLOTS - 1);
		expect(week.name(Date.UTC(2024, 0, 2, 9, 20))).toBe("Tue 09:15");
	});

	it("is what clocks on the wall show, in any order of asking", () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...ZONES),
				fc.array(moment, { minLength: 1, maxLength: 20 }),
				(timeZone, moments) => {
					const week = new LocalWeek(timeZone);
					for (const at of moments) {
						const slot = week.slot(at);
						const wall = (options: Intl.DateTimeFormatOptions): string =>
							new Date(at).toLocaleString("en-GB", { timeZone, ...options });
						expect(DAYS[Math.floor(slot / DAY_SLOTS)]).toBe(wall({ weekday: "long" }));
						const [hour, minute] = wall({ hour: "2-digit", minute: "2-digit" }).split(":").map(Number);
						expect(slot % DAY_SLOTS).toBe(hour! * 4 + Math.floor(minute! / 15));
					}
				},
			),
			{ numRuns: 200 },
		);
	});

	it("leaves out the hour that summer time takes, and has the one it gives back twice", () => {
		const spring = slots("Europe/Berlin", Date.UTC(2024, 2, 31, 0), 3);
		expect(spring).toEqual([4, 5, 6, 7, 12, 13, 14, 15, 16, 17, 18, 19].map((slot) => 6 * DAY_SLOTS + slot));
		const autumn = slots("Europe/Berlin", Date.UTC(2024, 9, 27, 0), 2);
		expect(autumn).toEqual([8, 9, 10, 11, 8, 9, 10, 11].map((slot) => 6 * DAY_SLOTS + slot));
	});
});
