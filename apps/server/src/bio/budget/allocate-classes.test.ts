import { describe, expect, it } from "vitest";
import type { Stream } from "./allocate.ts";
import { DemandClasses } from "./allocate-classes.ts";

describe("DemandClasses", () => {
	it("counts streams alike as one class", () => {
		const classes = new DemandClasses();
		for (let i = 0; i < 3; i++) classes.add({ weight: 10, cost: 5, level: "medium" });
		classes.add({ weight: 10, cost: 5, level: "medium" }, 4);
		expect([...classes]).toEqual([{ weight: 10, cost: 5, level: "medium", count: 7 }]);
	});

	it.each<[string, Partial<Stream>]>([
		["weight", { weight: 1 }],
		["cost", { cost: 6 }],
		["level", { level: "low" }],
		["pool", { pool: "novelty" }],
		["bytes", { bytes: 3 }],
		["claim without the lease", { without: { weight: 0.1, level: "none" } }],
	])("keeps streams of another %s apart", (_what, difference) => {
		const classes = new DemandClasses();
		const stream: Stream = { weight: 10, cost: 5, level: "medium" };
		classes.add(stream);
		classes.add({ ...stream, ...difference });
		expect(classes.size).toBe(2);
		expect([...classes].map(({ count }) => count)).toEqual([1, 1]);
	});

	it("forgets all", () => {
		const classes = new DemandClasses();
		classes.add({ weight: 10, cost: 5, level: "medium" });
		classes.clear();
		expect([[...classes], classes.size]).toEqual([[], 0]);
	});
});
