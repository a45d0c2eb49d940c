import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messageBytes, messageCost } from "./budget-cost.ts";

describe("messageCost", () => {
	it("counts the bytes and a fixed amount once per viewer, at least once", () => {
		expect(messageCost(56, 0)).toBe(256);
		expect(messageCost(56, 1)).toBe(256);
		expect(messageCost(56, 8)).toBe(2_048);
	});

	it("rounds up by less than a quarter of an octave, and is then a step itself", () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 1_000 }), (bytes, viewers) => {
				const [exact, cost] = [(bytes + 200) * viewers, messageCost(bytes, viewers)];
				expect(cost / exact).toBeGreaterThanOrEqual(1 - 1e-9);
				expect(cost / exact).toBeLessThan(2 ** 0.25);
				expect(messageCost(cost - 200, 1)).toBe(cost);
			}),
		);
	});
});

describe("messageBytes", () => {
	it("is nothing while nobody receives the stream", () => {
		expect(messageBytes(100, 0)).toBe(0);
		expect(messageBytes(0, 5)).toBe(0);
		expect(messageBytes(64, 4)).toBe(256);
	});
});
