import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WelfordNovelty } from "./welford-novelty.ts";

describe("WelfordNovelty", () => {
	it("scores a value as a computation in two passes over those before it does", () => {
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 200 }),
				(values) => {
					const before = values.slice(0, -1);
					const mean = before.reduce((sum, x) => sum + x, 0) / before.length;
					const squares = before.reduce((sum, x) => sum + (x - mean) ** 2, 0);
					const deviation = Math.sqrt(squares / (before.length - 1));
					fc.pre(deviation > 1e-3);
					const detector = new WelfordNovelty();
					values.forEach((x, i) => {
						detector.step(i, x);
					});
					const expected = Math.abs(values.at(-1)! - mean) / deviation;
					expect(detector.score).toBeCloseTo(expected, 4);
					expect(detector.usual().centre).toBeCloseTo(mean, 6);
				},
			),
		);
	});

	it("judges no value by a handful of others", () => {
		const detector = new WelfordNovelty();
		const kinds = [20, 20.01, 20.06, 25].map((x, i) => detector.step(i * 1_000, x));
		expect(kinds).toEqual(["none", "none", "none", "none"]);
	});

	it("finds a value beyond three deviations, once in ten seconds", () => {
		const detector = new WelfordNovelty();
		for (let i = 0; i < 100; i++) detector.step(i * 1_000, i % 2);
		expect(detector.step(100_000, 9)).toBe("spike");
		expect(detector.step(101_000, 99)).toBe("none");
		expect(detector.step(111_000, 99)).toBe("spike");
		expect(detector.step(111_000, 9_999)).toBe("none");
		expect(detector.step(130_000, Number.NaN)).toBe("none");
	});

	it("goes on from a snapshot", () => {
		const detector = new WelfordNovelty();
		for (let i = 0; i < 100; i++) detector.step(i * 1_000, i % 5);
		const other = WelfordNovelty.restore(JSON.parse(JSON.stringify(detector.snapshot())) as number[])!;
		expect([other.step(100_000, 30), other.score]).toEqual([detector.step(100_000, 30), detector.score]);
		expect(WelfordNovelty.restore([1, 2])).toBeUndefined();
	});

	it("does not wait for a clock that was set back", () => {
		const detector = new WelfordNovelty();
		for (let i = 0; i < 100; i++) detector.step(1_000_000 + i * 1_000, i % 2);
		detector.resume(5_000);
		expect(detector.step(5_000, 9)).toBe("spike");
	});
});
