import { describe, expect, it } from "vitest";
import { ColumnParts } from "./column-parts.ts";

describe("ColumnParts", () => {
	it("knows no columns at first", () => {
		expect([new ColumnParts().newest, new ColumnParts().longestSince(0)]).toEqual([0, 0]);
	});

	it("tells the longest columns that are still in sight", () => {
		const parts = new ColumnParts();
		parts.begin(0, 64);
		parts.begin(1_000, 0);
		parts.begin(2_000, 32);
		expect(parts.newest).toBe(32);
		expect([500, 1_000, 1_500, 2_500].map((time) => parts.longestSince(time))).toEqual([64, 32, 32, 32]);
		parts.clear();
		expect(parts.longestSince(0)).toBe(0);
	});
});
