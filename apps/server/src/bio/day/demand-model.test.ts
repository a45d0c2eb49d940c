import { describe, expect, it } from "vitest";
import { LocalWeek } from "../prediction/local-week.ts";
import { MINUTE_MS, MONDAY } from "../testing/week-traffic.ts";
import { DemandModel } from "./demand-model.ts";

const DAY_MS = 86_400_000;
const week = new LocalWeek("UTC");

function live(model: DemandModel, from: number, days: number, of: (hour: number) => number): void {
	for (let at = from; at < from + days * DAY_MS; at += 5 * MINUTE_MS)
		model.observe(at, of(Math.floor((at % DAY_MS) / 3_600_000)));
	model.advance(from + days * DAY_MS);
}

describe("DemandModel", () => {
	it("takes no figure that is none", () => {
		const model = new DemandModel(week);
		model.observe(MONDAY, 5);
		for (const figure of [Number.NaN, Number.POSITIVE_INFINITY, -1]) model.observe(MONDAY + 1_000, figure);
		expect(model.present).toBe(5);
	});

	it("refuses a state that is none", () => {
		for (const text of [
			"",
			"AAAA",
			Buffer.alloc(728).toString("base64"),
			new DemandModel(week).snapshot().slice(8),
		])
			expect(() => new DemandModel(week).restore(text, 0)).toThrow(RangeError);
	});

	it("learns what is usual to within three hundredths, whatever the unit and however it grows", () => {
		for (const unit of [0.001, 1, 1e9]) {
			const model = new DemandModel(week);
			live(model, MONDAY, 14, (hour) => unit * (hour === 9 ? 40 : 10));
			expect(Math.abs(model.usual(MONDAY + 3 * 3_600_000) - 10 * unit)).toBeLessThan(
				Math.max(0.4 * unit, 0.01),
			);
			live(model, MONDAY + 14 * DAY_MS, 210, (hour) => unit * (hour === 9 ? 400 : 100));
			expect(Math.abs(model.usual(MONDAY + 9.5 * 3_600_000) - 400 * unit)).toBeLessThan(
				Math.max(10 * unit, 0.03),
			);
		}
	});

	it("expects a rise that is usual ten minutes ahead", () => {
		const model = new DemandModel(week);
		live(model, MONDAY, 14, (hour) => (hour === 9 ? 400 : 100));
		for (let minutes = 0; minutes <= 8 * 60 + 52; minutes += 4)
			model.observe(MONDAY + 14 * DAY_MS + minutes * MINUTE_MS, 100);
		expect(model.expected(MONDAY + 14 * DAY_MS + (8 * 60 + 52) * MINUTE_MS)).toBeGreaterThan(300);
	});

	it("is the same after it was stored and restored, with the present as it is", () => {
		const model = new DemandModel(week);
		live(model, MONDAY, 3, (hour) => hour * 1_000);
		const restored = new DemandModel(week);
		restored.observe(MONDAY + 3 * DAY_MS, 70_000);
		restored.restore(model.snapshot(), MONDAY + 3 * DAY_MS);
		expect([restored.learned, restored.present]).toEqual([model.learned, 70_000]);
		const at = MONDAY + 3 * DAY_MS + 12 * 3_600_000;
		expect(Math.abs(restored.usual(at) - model.usual(at))).toBeLessThan(70_000 / 127);
	});
});
