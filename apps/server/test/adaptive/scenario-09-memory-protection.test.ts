import { describe, expect, it } from "vitest";
import { SystemLoad } from "../../src/domain/load/system-load.ts";

describe("scenario 9: memory at .86, .80, .77 of its limit", () => {
	for (const signal of ["heap", "memory"] as const) {
		it(`protection is on, still on, off (${signal})`, () => {
			const load = new SystemLoad("production");
			const protection = [0.86, 0.8, 0.77].map((share, index) => {
				const monotonic = 500 * (index + 1);
				const figures = { at: monotonic, monotonic, sojournMs: 0, loopDelayP99Ms: 0 };
				return load.observe({ ...figures, signals: { [signal]: share } }).memoryProtection;
			});
			expect(protection).toEqual([true, true, false]);
			expect(load.memoryProtection).toBe(false);
		});
	}
});
