import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pressure } from "./pressure.ts";

describe("Pressure", () => {
	it("P1 is the bottleneck's, not a mean: one busy signal among idle ones counts in full", () => {
		const pressure = new Pressure();
		pressure.update({ "event loop": 1, heap: 0.1, memory: 0.1, database: 0 }, 60_000);
		expect(pressure.value).toBeCloseTo(1, 6);
		expect(pressure.bottleneck).toBe("event loop");
	});

	it("P2 rises with a time constant of 0.8 s and falls with 3 s, however often it is read", () => {
		for (const stepMs of [10, 100, 400]) {
			const pressure = new Pressure();
			for (let at = 0; at < 800; at += stepMs) pressure.update({ "event loop": 1 }, stepMs);
			expect(pressure.value).toBeCloseTo(1 - Math.exp(-1), 6);
			const top = pressure.value;
			for (let at = 0; at < 1_200; at += stepMs) pressure.update({ "event loop": 0 }, stepMs);
			expect(pressure.value).toBeCloseTo(top * Math.exp(-0.4), 6);
		}
	});

	it("P3 names what raised it until something else holds it up", () => {
		const pressure = new Pressure();
		pressure.update({ "event loop": 0.9, memory: 0.3 }, 5_000);
		pressure.update({ "event loop": 0.05, memory: 0.3 }, 500);
		expect(pressure.bottleneck).toBe("event loop");
		pressure.update({ "event loop": 0.05, memory: 0.3 }, 60_000);
		expect(pressure.bottleneck).toBe("memory");
	});

	it("P4 stays within what it was told", () => {
		const reading = fc.record({ loop: fc.double({ min: 0, max: 1, noNaN: true }), ms: fc.nat(5_000) });
		fc.assert(
			fc.property(fc.array(reading, { minLength: 1 }), (readings) => {
				const pressure = new Pressure();
				let most = 0;
				for (const { loop, ms } of readings) {
					most = Math.max(most, loop);
					const before = pressure.value;
					const now = pressure.update({ "event loop": loop }, ms);
					expect(now).toBeGreaterThanOrEqual(Math.min(before, loop));
					expect(now).toBeLessThanOrEqual(Math.max(before, loop));
				}
				expect(pressure.value).toBeLessThanOrEqual(most);
			}),
		);
	});
});
