import { describe, expect, it } from "vitest";
import { SampleRing } from "./sample-ring.ts";

describe("SampleRing", () => {
	it("holds at least what was asked for and forgets what is older", () => {
		const ring = new SampleRing(5);
		for (let i = 0; i < 20; i++) ring.push(i * 10);
		expect([ring.next, ring.oldest]).toEqual([20, 12]);
		for (let i = ring.oldest; i < ring.next; i++) expect(ring.at(i)).toBe(i * 10);
	});

	it("begins at 0 while it is not full and again after a reset", () => {
		const ring = new SampleRing(8);
		ring.push(1);
		expect([ring.next, ring.oldest]).toEqual([1, 0]);
		ring.reset();
		expect([ring.next, ring.oldest, ring.at(0)]).toEqual([0, 0, 0]);
	});
});
