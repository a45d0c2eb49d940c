import { describe, expect, it } from "vitest";
import { MAX_HISTORY_POINTS, planHistory } from "./history-plan.ts";

const need = {
	fromMs: 100_000,
	toMs: 160_000,
	nowMs: 160_000,
	liveFromMs: undefined,
	widthPx: 600,
	intervalMs: 1000,
	stride: 1,
};

describe("planHistory", () => {
	it("reads nothing while the plot has no width or the live buffer covers the window", () => {
		expect(planHistory({ ...need, widthPx: 0 }, undefined)).toBeUndefined();
		expect(planHistory({ ...need, liveFromMs: 99_000 }, undefined)).toBeUndefined();
	});

	it("reads the window and half a window before it", () => {
		expect(planHistory(need, undefined)).toEqual({ fromMs: 70_000, toMs: 160_000, maxPoints: 1800 });
	});

	it("reads every sample where one answer can hold them", () => {
		expect(planHistory({ ...need, intervalMs: 40 }, undefined)?.maxPoints).toBe(2251);
		expect(planHistory({ ...need, intervalMs: 1 }, undefined)?.maxPoints).toBe(1800);
		expect(planHistory({ ...need, intervalMs: 20, stride: 9 }, undefined)?.maxPoints).toBe(1800);
	});

	it("reads beyond a window in the past, never beyond the present", () => {
		expect(planHistory({ ...need, nowMs: 400_000 }, undefined)?.toMs).toBe(190_000);
		expect(planHistory({ ...need, nowMs: 165_000 }, undefined)?.toMs).toBe(165_000);
	});

	it("shortens its reserve before it gives up exact samples", () => {
		const plan = planHistory({ ...need, intervalMs: 4 }, undefined);
		expect(plan).toEqual({ fromMs: 80_008, toMs: 160_000, maxPoints: 19_999 });
	});

	it("keeps what it holds until the window leaves it", () => {
		const held = { fromMs: 70_000, toMs: 160_000, pointMs: 50 };
		expect(planHistory({ ...need, fromMs: 80_000, toMs: 140_000 }, held)).toBeUndefined();
		expect(planHistory({ ...need, fromMs: 69_000, toMs: 129_000 }, held)).toBeDefined();
	});

	it("does not read again while the live buffer continues where the history ends", () => {
		const held = { fromMs: 70_000, toMs: 160_000, pointMs: 50 };
		const later = { ...need, fromMs: 130_000, toMs: 190_000, liveFromMs: 155_000 };
		expect(planHistory(later, held)).toBeUndefined();
		expect(planHistory({ ...later, liveFromMs: 170_000 }, held)).toBeDefined();
	});

	it("reads finer points after zooming in, never more than its limit", () => {
		const held = { fromMs: 0, toMs: 86_400_000, pointMs: 72_000 };
		expect(planHistory(need, held)?.maxPoints).toBe(1800);
		expect(planHistory({ ...need, widthPx: 50_000 }, undefined)?.maxPoints).toBe(MAX_HISTORY_POINTS);
	});
});
