import { describe, expect, it } from "vitest";
import { screenColumn } from "./screen-columns.ts";

describe("screenColumn", () => {
	it("is the power of two nearest to a pixel's time", () => {
		expect(screenColumn(10_000, 350)).toBe(32);
		expect(screenColumn(10_000, 480)).toBe(16);
		expect(screenColumn(300_000, 350)).toBe(1_024);
	});

	it("stays within bounds", () => {
		expect(screenColumn(1, 1e9)).toBe(1);
		expect(screenColumn(1e12, 1)).toBe(2 ** 22);
	});
});
