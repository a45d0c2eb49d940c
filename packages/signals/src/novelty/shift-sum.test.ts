import { SeededRng } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { SHIFT_NUMBERS, shiftSum } from "./shift-sum.ts";

/** Where the state begins in its owner's numbers. */
const AT = 3;

/** Steps at which sums reach their limit; the sums begin anew then. */
function found(scores: readonly number[], n = state()): [step: number, side: number][] {
	const sides: [number, number][] = [];
	scores.forEach((score, step) => {
		const side = shiftSum.step(n, AT, 100 + score, score);
		if (side === 0) return;
		sides.push([step, side]);
		shiftSum.reset(n, AT);
	});
	return sides;
}

function state(): Float64Array {
	const n = new Float64Array(AT + SHIFT_NUMBERS);
	shiftSum.begin(n, AT);
	return n;
}

/** Independent normal scores. */
function noise(count: number, seed: number): number[] {
	const chance = new SeededRng(seed);
	return Array.from({ length: count }, () => chance.normal());
}

/** Scores that wander: neighbours go the same way for a minute or two. */
function wandering(count: number, seed: number): number[] {
	let slow = 0;
	return noise(count, seed).map((score, i, all) => {
		slow = 0.99 * slow + 0.14 * all[(i * 7_919) % count]!;
		return 0.7 * slow + 0.7 * score;
	});
}

describe("shiftSum", () => {
	it("finds a lasting rise and a lasting fall, once the stream is known", () => {
		const quiet = noise(2_000, 1);
		const shifted = [...quiet, ...new Array<number>(8).fill(3)];
		expect(found(shifted)).toEqual([[2_004, 1]]);
		expect(found(shifted.map((score) => -score))).toEqual([[2_004, -1]]);
	});

	it("takes no single score for a shift, however large", () => {
		expect(found([...noise(500, 2), 1e9, 0, 0, -1e9, 0])).toEqual([]);
	});

	it("is not misled by scores that wander by themselves", () => {
		const day = 86_400;
		for (const seed of [3, 4, 5]) expect(found(wandering(day, seed)).length).toBeLessThanOrEqual(6);
	});

	it("touches no number but its own", () => {
		const n = state();
		n.fill(7, 0, AT);
		found(noise(1_000, 6), n);
		shiftSum.hold(n, AT, 1);
		expect([...n.subarray(0, AT)]).toEqual([7, 7, 7]);
		expect(n).toHaveLength(AT + SHIFT_NUMBERS);
	});

	it("tells the mean since a side's sum began to grow", () => {
		const n = state();
		for (const score of [...noise(2_000, 7), -3, -3, -3, 2, 4, 3, 3])
			shiftSum.step(n, AT, 100 + score, score);
		expect(shiftSum.level(n, AT, 1)).toBeCloseTo(103, 9);
	});

	it("goes on from its limit when a sum does not count", () => {
		const n = state();
		found(noise(2_000, 8), n);
		let steps = 1;
		while (shiftSum.step(n, AT, 103, 3) === 0) steps++;
		expect(steps).toBeGreaterThan(3);
		shiftSum.hold(n, AT, 1);
		expect(shiftSum.step(n, AT, 100, 0)).toBe(0);
		expect(shiftSum.step(n, AT, 103, 3)).toBe(1);
	});
});
