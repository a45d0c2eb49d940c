import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { m4Decimate } from "./m4-decimate.ts";
import { minMaxDecimate } from "./min-max-decimate.ts";
import type { Series } from "./series.ts";

const samples = fc.array(
	fc.record({
		gap: fc.integer({ min: 0, max: 50 }),
		value: fc.oneof(fc.integer({ min: -99, max: 99 }), fc.constant(Number.NaN)),
	}),
	{ minLength: 1, maxLength: 300 },
);

function axes(list: readonly { gap: number; value: number }[]): { t: number[]; v: number[] } {
	let now = 1_000;
	return { t: list.map(({ gap }) => (now += gap)), v: list.map(({ value }) => value) };
}

function bucketOf(t: readonly number[], at: number, count: number): number {
	const [from, to] = [t[0]!, t[t.length - 1]!];
	return to > from ? Math.min(count - 1, Math.floor((at - from) * (count / (to - from)))) : 0;
}

/** The finite values of each bucket, computed the long way round. */
function buckets(t: readonly number[], v: readonly number[], count: number): Map<number, number[]> {
	const found = new Map<number, number[]>();
	t.forEach((at, i) => {
		const index = bucketOf(t, at, count);
		found.set(index, [...(found.get(index) ?? []), v[i]!].filter(Number.isFinite));
	});
	return found;
}

function isPartOf({ t, v }: Series, whole: { t: number[]; v: number[] }): boolean {
	let from = 0;
	return Array.from(t).every((at, k) => {
		while (from < whole.t.length && !(whole.t[from] === at && Object.is(whole.v[from], v[k]))) from++;
		return from++ < whole.t.length;
	});
}

describe.each([
	["minMaxDecimate", minMaxDecimate, 2],
	["m4Decimate", m4Decimate, 4],
] as const)("%s", (_name, decimate, perBucket) => {
	it("refuses axes of different length and less than one bucket", () => {
		expect(() => decimate([1, 2, 3], [1, 2], 1)).toThrow(RangeError);
		expect(() => decimate([1, 2], [1, 2, 3], 1)).toThrow(RangeError);
		for (const count of [0, -1, 1.5, Number.NaN])
			expect(() => decimate([1, 2, 3], [1, 2, 3], count)).toThrow(RangeError);
	});

	it("makes nothing of nothing", () => {
		expect(decimate([], [], 10).t).toHaveLength(0);
	});

	it("keeps a series that already fits as it is", () => {
		const { t, v } = decimate([1, 2], [Number.NaN, 5], 1);
		expect([...t, ...v]).toEqual([1, 2, Number.NaN, 5]);
	});

	it("keeps samples only, in order, and no more than its share of each bucket", () => {
		fc.assert(
			fc.property(samples, fc.integer({ min: 1, max: 40 }), (list, count) => {
				const whole = axes(list);
				const kept = decimate(whole.t, whole.v, count);
				expect(kept.t.length).toBeLessThanOrEqual(perBucket * count);
				expect(isPartOf(kept, whole)).toBe(true);
			}),
		);
	});

	it("loses no peak of any bucket", () => {
		fc.assert(
			fc.property(samples, fc.integer({ min: 1, max: 40 }), (list, count) => {
				const { t, v } = axes(list);
				const kept = decimate(t, v, count);
				const reduced = buckets(t, v, count);
				const keptOf = new Map<number, number[]>();
				kept.t.forEach((at, k) => {
					const index = bucketOf(t, at, count);
					keptOf.set(index, [...(keptOf.get(index) ?? []), kept.v[k]!]);
				});
				for (const [index, values] of reduced) {
					const finite = (keptOf.get(index) ?? []).filter(Number.isFinite);
					if (values.length === 0) expect(keptOf.get(index)).not.toEqual([]);
					else
						expect([Math.min(...finite), Math.max(...finite)]).toEqual([
							Math.min(...values),
							Math.max(...values),
						]);
				}
			}),
		);
	});

	it("leaves out what lies outside the range and lays its buckets from border to border", () => {
		const t = Array.from({ length: 100 }, (_, i) => i);
		const v = t.map((i) => (i % 10 === 3 ? 50 : i % 10));
		const kept = decimate(t, v, 2, { from: 20, to: 40 });
		expect(Math.min(...kept.t)).toBeGreaterThanOrEqual(20);
		expect(Math.max(...kept.t)).toBeLessThanOrEqual(40);
		expect(Array.from(kept.v).filter((x) => x === 50)).toHaveLength(2);
	});

	it("breaks the line where a bucket has no finite value", () => {
		const t = Array.from({ length: 30 }, (_, i) => i);
		const v = t.map((i) => (i >= 10 && i < 20 ? Number.NaN : 1));
		expect(Array.from(decimate(t, v, 3).v).filter(Number.isNaN)).toHaveLength(1);
	});
});

describe("m4Decimate", () => {
	it("keeps the first and the last sample of each column", () => {
		const t = Array.from({ length: 100 }, (_, i) => i);
		const v = t.map((i) => Math.sin(i));
		const kept = Array.from(m4Decimate(t, v, 4).t);
		for (let column = 0; column < 4; column++) {
			const inside = t.filter((at) => bucketOf(t, at, 4) === column);
			expect(kept).toContain(inside[0]);
			expect(kept).toContain(inside[inside.length - 1]);
		}
	});
});
