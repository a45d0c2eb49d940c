import { describe, expect, it } from "vitest";
import { FlatLine } from "./flat-line.ts";

/** Seconds at which a stream of one value a second is told to be flat. */
function told(value: (i: number) => number, seconds: number, rule = new FlatLine(), from = 0): number[] {
	const found: number[] = [];
	for (let i = from; i < seconds; i++) if (rule.step(1_000 * i, value(i))) found.push(i);
	return found;
}

describe("FlatLine", () => {
	it("says nothing of a stream that never changed", () => {
		expect(told(() => 21.5, 10_000)).toEqual([]);
	});

	it("tells a stuck stream once, after twenty usual changes' time", () => {
		expect(told((i) => Math.min(i, 100), 1_000)).toEqual([121]);
		expect(told((i) => Math.floor(Math.min(i, 300) / 3), 1_000)).toEqual([361]);
	});

	it("tells it again after it has moved, unless such rests are usual", () => {
		const rests = (i: number) => (i % 1_000 < 100 ? i : -1);
		expect(told(rests, 5_000)).toEqual([121]);
		const recovered = (i: number) => ((i >= 100 && i < 130) || i >= 3_000 ? -1 : i);
		expect(told(recovered, 4_000)).toHaveLength(2);
	});

	it("does not take an interruption for a rest", () => {
		const rule = new FlatLine();
		expect(told((i) => i, 100, rule)).toEqual([]);
		rule.resume(1_000_000);
		expect(told(() => 99, 1_019, rule, 1_000)).toEqual([]);
		expect(told(() => 99, 1_030, rule, 1_019)).toHaveLength(1);
	});

	it("goes on from a snapshot", () => {
		const rule = new FlatLine();
		told((i) => i, 100, rule);
		const other = FlatLine.restore(JSON.parse(JSON.stringify(rule.snapshot())) as number[])!;
		expect(told(() => 99, 200, other, 100)).toEqual(told(() => 99, 200, rule, 100));
		expect(FlatLine.restore([1])).toBeUndefined();
	});
});
