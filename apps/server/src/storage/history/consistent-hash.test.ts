import { describe, expect, it } from "vitest";
import { consistentHash } from "./consistent-hash.ts";

const keys = Array.from({ length: 8_000 }, (_, index) => `sensor-${index}`);

describe("consistentHash", () => {
	it("spreads similar names evenly", () => {
		const counts = new Array<number>(8).fill(0);
		for (const key of keys) counts[consistentHash(key, 8)]! += 1;
		for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
	});

	it("moves only the keys the new shard takes over", () => {
		const moved = keys.filter((key) => consistentHash(key, 9) !== consistentHash(key, 8));
		expect(moved.every((key) => consistentHash(key, 9) === 8)).toBe(true);
		expect(Math.abs(moved.length - keys.length / 9)).toBeLessThan(150);
	});

	it("puts the same key on the same shard in every run", () => {
		expect(["a", "b", "sensor-1", "ÄÖ:x y"].map((key) => consistentHash(key, 8))).toMatchInlineSnapshot(`
			[
			  2,
			  3,
			  1,
			  0,
			]
		`);
	});
});
