import { describe, expect, it } from "vitest";
import { SyncVerdict } from "./sync-verdict.ts";

describe("SyncVerdict", () => {
	it("is chance while p is above .05 or unknown", () => {
		const verdict = new SyncVerdict();
		for (let t = 0; t < 60_000; t += 500)
			expect(verdict.update(t, t % 1_000 === 0 ? 0.06 : undefined)).toBe(false);
	});

	it("is more than chance once p has been at most .05 for 5 s on end, and at once no more", () => {
		const verdict = new SyncVerdict();
		const told = [0, 2_000, 4_900, 5_000, 5_500].map((t) => verdict.update(t, 0.05));
		expect(told).toEqual([false, false, false, true, true]);
		expect(verdict.update(6_000, 0.055)).toBe(false);
		expect(verdict.update(6_500, 0.005)).toBe(false);
		expect(verdict.update(11_500, 0.005)).toBe(true);
	});
});
