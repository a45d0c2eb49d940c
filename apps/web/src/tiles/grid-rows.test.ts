import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gridPart } from "./grid-rows.ts";

const base = { count: 1000, width: 1186, minTile: 292, rowHeight: 190, gap: 14, scrolled: 0, screen: 900 };

describe("gridPart", () => {
	it("always has a column, and nothing to draw without tiles", () => {
		expect(gridPart({ ...base, count: 0 })).toEqual({ columns: 3, rows: 0, first: 0, end: 0 });
		expect(gridPart({ ...base, width: 0 }).columns).toBe(1);
	});

	it("draws the rows on screen and one more on each side", () => {
		expect(gridPart({ ...base, scrolled: 1900 })).toEqual({ columns: 3, rows: 334, first: 9, end: 16 });
	});

	it("covers the screen wherever it is, at a cost independent of the count", () => {
		fc.assert(
			fc.property(fc.nat(100_000), fc.integer({ min: -2000, max: 2_000_000 }), (count, scrolled) => {
				const { columns, rows, first, end } = gridPart({ ...base, count, scrolled });
				expect(columns * rows).toBeGreaterThanOrEqual(count);
				expect(end - first).toBeLessThanOrEqual(8);
				const top = Math.max(0, scrolled);
				const bottom = Math.min(rows * base.rowHeight, scrolled + base.screen);
				if (top >= bottom) return;
				expect(first * base.rowHeight).toBeLessThanOrEqual(top);
				expect(end * base.rowHeight).toBeGreaterThanOrEqual(bottom);
			}),
		);
	});
});
