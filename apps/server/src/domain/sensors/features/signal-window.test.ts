import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SignalWindow } from "./signal-window.ts";

/** Samples taken at a time; windows begin and end within pieces. */
const PIECE = 37;

type Features = [time: number, rms: number, lineLength: number, peak: number];

function features(samples: Iterable<readonly [time: number, x: number]>): Features[] {
	const found: Features[] = [];
	const window = new SignalWindow((...told) => found.push(told));
	const all = [...samples];
	const [times, values] = [0, 1].map((k) => Float64Array.from(all, (sample) => sample[k as 0 | 1]));
	// In pieces, as a ring is read.
	for (let from = 0; from < all.length; from += PIECE) {
		window.take(times!, values!, from, Math.min(all.length, from + PIECE));
	}
	return found;
}

/** A signal of 100 Hz over some seconds. */
const signal = (seconds: number, value: (t: number) => number) =>
	Array.from({ length: seconds * 100 + 1 }, (_, i) => [i * 10, value(i / 100)] as const);

/** How much the largest of these numbers exceeds the smallest, as a share of it. */
const ripple = (values: readonly number[]): number => Math.max(...values) / Math.min(...values) - 1;

describe("SignalWindow", () => {
	it("tells each full second once, at its end, as soon as three quarters of four seconds are covered", () => {
		const told = features(signal(6, () => 2));
		expect(told.map(([time]) => time)).toEqual([3_000, 4_000, 5_000, 6_000]);
		for (const [, rms, length, peak] of told) {
			expect(rms).toBeCloseTo(2, 9);
			expect([length, peak]).toEqual([0, 2]);
		}
	});

	it("measures strength and length of a sine", () => {
		const told = features(signal(6, (t) => 5 * Math.sin(2 * Math.PI * 2 * t)));
		expect(told.at(-1)![1]).toBeCloseTo(5 / Math.SQRT2, 3);
		expect(told.at(-1)![2]).toBeCloseTo(4 * 2 * 5, 0);
		expect(Math.abs(told.at(-1)![3])).toBeCloseTo(5, 1);
	});

	it("weighs by a raised cosine over the four seconds before", () => {
		const sample = fc.double({ min: -50, max: 50, noNaN: true });
		fc.assert(
			fc.property(fc.array(sample, { minLength: 400, maxLength: 400 }), (xs) => {
				const told = features([...xs.map((x, i) => [i * 10, x] as const), [4_000, 0]]);
				const weight = (i: number) => 1 - Math.cos((2 * Math.PI * (Math.floor(i / 10) + 0.5)) / 40);
				const total = xs.reduce((sum, _, i) => sum + weight(i), 0);
				const squares = xs.reduce((sum, x, i) => sum + weight(i) * x * x, 0);
				const steps = xs.slice(1).reduce((sum, x, i) => sum + weight(i + 1) * Math.abs(x - xs[i]!), 0);
				const [time, rms, length, peak] = told.at(-1)!;
				expect(time).toBe(4_000);
				expect(rms).toBeCloseTo(Math.sqrt(squares / total), 6);
				expect(length).toBeCloseTo((100 * steps) / (total - weight(0)), 6);
				expect(Math.abs(peak)).toBe(Math.max(...xs.slice(300).map(Math.abs)));
			}),
		);
	});

	it.each([50, 61, 74, 97, 140])(
		"does not count beats: %d a minute are as strong in every second",
		(rate) => {
			const beats = (t: number) => Math.exp(-(((((t * rate) / 60) % 1) - 0.5) ** 2) / 2e-3);
			const told = features(signal(120, beats)).slice(2);
			expect(ripple(told.map(([, rms]) => rms))).toBeLessThan(0.02);
			expect(ripple(told.map(([, , length]) => length))).toBeLessThan(0.04);
		},
	);

	it("leaves out what less than three quarters of are covered", () => {
		const half = signal(8, () => 1).filter(([time]) => time < 3_000 || time > 4_600);
		expect(features(half).map(([time]) => time)).toEqual([3_000, 8_000]);
	});

	it("does not bridge holes and breaks", () => {
		const hole = signal(5, (t) => (t === 2.5 ? Number.NaN : t < 2.5 ? 0 : 100));
		expect(features(hole).map(([, , length]) => length)).toEqual([0, 0, 0]);
		const broken = [
			...signal(3, () => 0).slice(0, -1),
			...signal(4, () => 100).map(([time, x]) => [time + 60_000, x] as const),
		];
		expect(features(broken).map(([time, , length]) => [time, length])).toEqual([
			[3_000, 0],
			[63_000, 0],
			[64_000, 0],
		]);
	});
});
