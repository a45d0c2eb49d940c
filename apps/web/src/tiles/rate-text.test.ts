import { describe, expect, it } from "vitest";
import { isReduced, rateText } from "./rate-text.ts";

describe("rateText", () => {
	it.each([
		[0, ""],
		[Number.NaN, ""],
		[249.7, "250 Hz"],
		[9.96, "10 Hz"],
		[1, "1 Hz"],
		[0.2, "0.2 Hz"],
		[1 / 60, "1/min"],
		[1 / 24, "2.5/min"],
	])("of %d is %j", (hz, text) => {
		expect(rateText(hz)).toBe(text);
	});
});

describe("isReduced", () => {
	it("needs both rates and tells only clear differences", () => {
		expect(isReduced(0, 250)).toBe(false);
		expect(isReduced(10, 0)).toBe(false);
		expect(isReduced(0.03, 0.1)).toBe(false);
		expect(isReduced(240, 250)).toBe(false);
		expect(isReduced(25, 250)).toBe(true);
	});
});
