import { describe, expect, it } from "vitest";
import { SeededRng } from "./seeded-rng.ts";
import { withSeed } from "./with-seed.ts";

const draw = (seed: number) => {
	const rng = new SeededRng(seed);
	return Array.from({ length: 8 }, () => rng.uint32());
};

describe("SeededRng", () => {
	it("repeats its numbers for a seed and differs between neighbouring seeds", () => {
		expect(draw(7)).toEqual(draw(7));
		expect(draw(7)).not.toEqual(draw(8));
	});

	it("fills [0, 1) evenly", () => {
		const rng = new SeededRng(1);
		const buckets = new Array<number>(10).fill(0);
		for (let i = 0; i < 100_000; i++) buckets[Math.floor(rng.next() * 10)]!++;
		// Nine degrees of freedom: chi-squared stays below 27.9 with probability .999.
		const chiSquared = buckets.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
		expect(chiSquared).toBeLessThan(27.9);
	});

	it("draws integers from both ends of a range and nothing beyond", () => {
		const rng = new SeededRng(2);
		const seen = new Set(Array.from({ length: 200 }, () => rng.int(-1, 2)));
		expect([...seen].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2]);
		expect(() => rng.int(2, 1)).toThrow(RangeError);
	});

	it("shuffles without losing an item and leaves its argument alone", () => {
		const items = [1, 2, 3, 4, 5, 6, 7, 8];
		const shuffled = new SeededRng(3).shuffle(items);
		expect(shuffled).not.toEqual(items);
		expect(shuffled.toSorted()).toEqual(items);
		expect(items).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
	});

	it("refuses to pick from nothing", () => {
		expect(() => new SeededRng(4).pick([])).toThrow(RangeError);
	});

	it("draws normal numbers of the given mean and deviation", () => {
		const rng = new SeededRng(5);
		const drawn = Array.from({ length: 20_000 }, () => rng.normal(10, 2));
		const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
		const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length;
		expect(mean).toBeCloseTo(10, 1);
		expect(Math.sqrt(variance)).toBeCloseTo(2, 1);
	});
});

describe("withSeed", () => {
	it("names the seed of a failure and keeps its cause", async () => {
		const cause = new Error("wrong");
		const failing = withSeed(() => {
			throw cause;
		}, 42);
		await expect(failing).rejects.toMatchObject({ message: expect.stringContaining("TEST_SEED="), cause });
	});

	it("passes the result on", async () => {
		expect(await withSeed((rng) => rng.seed >= 0)).toBe(true);
	});
});
