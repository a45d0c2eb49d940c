import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_ROWS, visibleRows } from "./visible-rows.ts";

describe("visibleRows", () => {
	it("shows nothing of nothing", () => {
		expect(visibleRows(0, 48, 0, 900)).toEqual({ first: 0, end: 0, above: 0, below: 0 });
	});

	it("stays inside the list when scrolled beyond its end", () => {
		expect(visibleRows(10, 50, 100_000, 500)).toEqual({ first: 9, end: 10, above: 450, below: 0 });
	});

	it("keeps the whole height and covers the screen, with a bounded number of rows", () => {
		const size = fc.integer({ min: 1, max: 5000 });
		fc.assert(
			fc.property(
				size,
				fc.integer({ min: 24, max: 200 }),
				fc.integer({ min: 0, max: 1e6 }),
				(count, row, scroll) => {
					const offset = Math.min(scroll, Math.max(0, count * row - 900));
					const shown = visibleRows(count, row, offset, 900);
					expect(shown.above + (shown.end - shown.first) * row + shown.below).toBe(count * row);
					expect(shown.above).toBeLessThanOrEqual(offset);
					expect(shown.end * row).toBeGreaterThanOrEqual(Math.min(count * row, offset + 900));
					expect(shown.end - shown.first).toBeLessThanOrEqual(MAX_ROWS);
				},
			),
		);
	});
});
