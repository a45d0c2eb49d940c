import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BatteryGenerator, readBatteryState } from "./battery-generator.ts";

const PARAMS = { start: 80, drain_per_hour: 10, charge_per_hour: 40, charge_below: 10, charge_until: 90 };
const HOUR_S = 3_600;

function battery(level: number, charging = false) {
	return new BatteryGenerator(PARAMS, { level, charging, at_s: 0 });
}

describe("BatteryGenerator", () => {
	it("Y1 is not led astray by what is no kept state", () => {
		for (const value of [
			undefined,
			null,
			7,
			{},
			{ level: 200, charging: true, at_s: 0 },
			{ level: 5, charging: 1 },
		]) {
			expect(readBatteryState(value)).toBeUndefined();
		}
	});

	it("Y2 drains, charges when low, and drains again when full", () => {
		const one = battery(80);
		expect(one.sample(0, HOUR_S)).toEqual({ level: 70, charging: false });
		expect(one.sample(0, 7 * HOUR_S + 1)).toMatchObject({ charging: true });
		expect(one.sample(0, 8 * HOUR_S)).toEqual({ level: 50, charging: true });
		expect(one.sample(0, 10 * HOUR_S)).toEqual({ level: 80, charging: false });
	});

	it("Y3 starts below the charging threshold by charging", () => {
		expect(battery(4).sample(0, HOUR_S)).toEqual({ level: 44, charging: true });
	});

	it("Y4 goes on from a kept state as if it had never stopped", () => {
		fc.assert(
			fc.property(
				fc.double({ min: 0, max: 100, noNaN: true }),
				fc.boolean(),
				fc.integer({ min: 0, max: 100 * HOUR_S }),
				fc.integer({ min: 0, max: 100 * HOUR_S }),
				(level, charging, stop, more) => {
					const whole = battery(level, charging);
					const kept = readBatteryState(JSON.parse(JSON.stringify(whole.state(stop))));
					const resumed = new BatteryGenerator(PARAMS, kept!).state(stop + more);
					expect(resumed.level).toBeCloseTo(whole.state(stop + more).level, 5);
				},
			),
		);
	});

	it("Y5 stays between empty and full over years", () => {
		for (let day = 0; day < 2_000; day += 13) {
			const { level } = battery(37).state(day * 24 * HOUR_S);
			expect(level).toBeGreaterThanOrEqual(PARAMS.charge_below - 1e-6);
			expect(level).toBeLessThanOrEqual(PARAMS.charge_until + 1e-6);
		}
	});
});
