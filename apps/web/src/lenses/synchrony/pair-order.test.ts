import type { SynchronyPair } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { listedPairs } from "./pair-order.ts";

const name = (id: string): string => `Person ${id}`;

function pair(a: string, b: string, plv: number, lag_ms: number | null = null): SynchronyPair {
	return { a, b, plv, lag_ms, leader: null };
}

describe("listedPairs", () => {
	it("keeps its order while figures differ by less than is shown", () => {
		const before = listedPairs([pair("1", "2", 0.996), pair("1", "10", 0.998), pair("3", "4", 0.8)], name);
		const after = listedPairs([pair("1", "10", 0.996), pair("1", "2", 0.999), pair("3", "4", 0.81)], name);
		const ids = (pairs: SynchronyPair[]): string[] => pairs.map(({ a, b }) => `${a}-${b}`);
		expect(ids(before)).toEqual(["1-2", "1-10", "3-4"]);
		expect(ids(after)).toEqual(ids(before));
	});

	it("puts the most locked first", () => {
		const pairs = listedPairs([pair("1", "2", 0.3), pair("3", "4", 0.7)], name);
		expect(pairs.map(({ plv }) => plv)).toEqual([0.7, 0.3]);
	});

	it("names a pair in the order of names, its lag turned with it", () => {
		expect(listedPairs([pair("2", "1", 0.9, 400)], name)).toEqual([pair("1", "2", 0.9, -400)]);
		expect(listedPairs([pair("2", "1", 0.9)], name)).toEqual([pair("1", "2", 0.9)]);
	});
});
