import { describe, expect, it } from "vitest";
import { gapSegment, silentTail } from "./silent-tail.ts";
import { trendData } from "./trend-data.ts";

const silence = {
	lastMs: 10_000,
	nowMs: 10_400,
	intervalMs: 4,
	windowMs: 2000,
	online: true,
	connected: true,
};

describe("silentTail", () => {
	it("is no gap before the first sample", () => {
		expect(silentTail({ ...silence, lastMs: Number.NaN, nowMs: 1e9 })).toBeUndefined();
	});

	it("waits for a connected device's sending window", () => {
		expect(silentTail({ ...silence, nowMs: 20_000 })).toBeUndefined();
		expect(silentTail({ ...silence, nowMs: 21_000 })).toEqual({
			from: 10_000,
			to: 21_000,
			reason: "nothing arrives",
		});
	});

	it("says who is gone: the device or this page's own connection", () => {
		expect(silentTail({ ...silence, nowMs: 11_000, online: false })?.reason).toBe("sensor offline");
		expect(silentTail({ ...silence, nowMs: 11_000, connected: false })?.reason).toBe(
			"no connection to the server",
		);
	});

	it("is drawn as a gap like any other", () => {
		const gap = { from: 10, to: 90, reason: "nothing arrives" };
		const data = trendData([gapSegment(gap, 1)], { fromMs: 0, toMs: 50, pixelMs: 1, stride: 1 });
		expect(data.gaps).toEqual([gap]);
	});
});
