import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SampleMerger, type TimedValues } from "./sample-merger.ts";

const chunks = fc.array(
	fc.record({
		t0: fc.integer({ min: 0, max: 300 }),
		dt: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 12 }),
	}),
	{ maxLength: 20 },
);

describe("SampleMerger", () => {
	it("gives every time once, in order, with the value written last", () => {
		fc.assert(
			fc.property(chunks, (written) => {
				let value = 0;
				const stored: TimedValues<number[]>[] = written.map(({ t0, dt }, seq) => {
					// The first sample of a chunk is at its t0; later ones are not before it.
					const times = Int32Array.from([0, ...dt]);
					return { t0, dt: times, seq, values: Array.from(times, () => value++) };
				});
				const expected = new Map<number, number>();
				for (const { t0, dt, values } of stored)
					dt.forEach((ms, index) => void expected.set(t0 + ms, values[index]!));
				const merged: [number, number][] = [];
				const merger = new SampleMerger<number[]>(1, (t, values, at) => merged.push([t, values[at]!]));
				for (const chunk of stored.toSorted((a, b) => a.t0 - b.t0)) merger.add(chunk);
				merger.finish();
				expect(merged).toEqual([...expected].sort(([a], [b]) => a - b));
			}),
		);
	});
});
