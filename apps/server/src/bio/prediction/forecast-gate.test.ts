import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ForecastGate } from "./forecast-gate.ts";
import { MATERIAL, materialForecast } from "./material-forecast.ts";

const reading = (skill: number | null) => ({
	...{ skill, comparisons: 400, mse: 0.05, persistenceMse: 0.06, lastWeekMse: null },
});

describe("ForecastGate", () => {
	it("is closed while nothing proves the forecasts, and when something proves them no better", () => {
		const gate = new ForecastGate();
		expect(gate.at(0).state).toBe("learning");
		gate.judged(reading(null));
		expect(gate.at(0).reason).toContain("400 forecasts");
		gate.judged(reading(0));
		expect(gate.at(0).state).toBe("no better");
		gate.judged(reading(-0.034));
		expect(gate.at(0).reason).toBe(
			'Off: forecasts are no better than a simple rule. Mean squared error over 7 days 0.0500, "as now" 0.0600, "as last week" unknown; 400 comparisons.',
		);
	});

	it("opens with skill, and closes while the budget is short and five minutes longer", () => {
		const gate = new ForecastGate();
		gate.judged(reading(0.2));
		expect(gate.at(0)).toMatchObject({ state: "open", reason: expect.stringMatching(/^On\. /) });
		gate.contention(true, 1_000);
		expect(gate.at(900_000).state).toBe("held back");
		gate.contention(false, 1_000_000);
		expect(gate.at(1_299_999).state).toBe("held back");
		expect(gate.at(1_300_000).state).toBe("open");
	});
});

describe("materialForecast", () => {
	it("begins, moves and ends only with a difference that matters", () => {
		const course = [0.1, 0.14, 0.2, 0.25, 0.31, 0.09, 0.07, 0.1, 0.15];
		let told = 0;
		const all = course.map((expected) => {
			told = materialForecast(told, expected);
			return told;
		});
		expect(all).toEqual([0, 0, 0.2, 0.2, 0.31, 0.09, 0, 0, 0.15]);
	});

	it("tells at most one change for noise within its margins, wherever it lies", () => {
		const level = fc.double({ min: 0, max: 1, noNaN: true });
		const noise = fc.array(fc.double({ min: -0.034, max: 0.034, noNaN: true }), {
			minLength: 1,
			maxLength: 50,
		});
		fc.assert(
			fc.property(level, noise, (mean, deviations) => {
				let [told, changes] = [0, 0];
				for (const deviation of deviations) {
					const next = materialForecast(told, Math.max(0, mean + deviation));
					if (next !== told) changes++;
					told = next;
				}
				expect(changes).toBeLessThanOrEqual(1);
				if (told > 0) expect(told).toBeGreaterThanOrEqual(MATERIAL.ends);
			}),
		);
	});
});
