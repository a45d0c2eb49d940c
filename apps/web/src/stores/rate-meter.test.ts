import { describe, expect, it } from "vitest";
import { RateMeter } from "./rate-meter.ts";

describe("RateMeter", () => {
	it("averages the last four full seconds and forgets older ones", () => {
		let now = 10_000;
		const meter = new RateMeter(() => now);
		for (let second = 0; second < 4; second++) {
			meter.count(8);
			now += 1000;
		}
		expect(meter.perSecond()).toBe(8);
		now += 2000;
		expect(meter.perSecond()).toBe(4);
		now += 60_000;
		expect(meter.perSecond()).toBe(0);
	});

	it("does not count the second that still runs", () => {
		let now = 5000;
		const meter = new RateMeter(() => now);
		meter.count(100);
		expect(meter.perSecond()).toBe(0);
		now += 1000;
		expect(meter.perSecond()).toBe(100);
	});

	it("is right from the first full second on", () => {
		let now = 7_000;
		const meter = new RateMeter(() => now);
		for (const expected of [0, 10, 10, 10]) {
			expect(meter.perSecond()).toBe(expected);
			meter.count(10);
			now += 1_000;
		}
	});
});
