import { describe, expect, it } from "vitest";
import { duration } from "./duration.ts";

describe("duration", () => {
	it.each([
		[Number.NaN, "—"],
		[-5, "0 ms"],
		[38.4, "38 ms"],
		[1000, "1 s"],
		[1400, "1.4 s"],
		[9940, "9.9 s"],
		[9960, "10 s"],
		[41_000, "41 s"],
		[59_600, "1 min"],
		[300_000, "5 min"],
		[3_600_000, "1 h"],
		[5_400_000, "1.5 h"],
		[4 * 86_400_000, "4 d"],
	])("%d ms is %s", (ms, text) => {
		expect(duration(ms)).toBe(text);
	});
});
