import { describe, expect, it } from "vitest";
import { leastRanks } from "./least-ranks.ts";

describe("leastRanks", () => {
	it("is the better of the ranks, with equals ranked alike", () => {
		expect([...leastRanks([[3, 1, 2, 2]])]).toEqual([0.25, 1, 0.75, 0.75]);
		expect([
			...leastRanks([
				[3, 1, 2, 2],
				[0, 9, 0, 0],
			]),
		]).toEqual([0.25, 0.25, 0.75, 0.75]);
	});
});
