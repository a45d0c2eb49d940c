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

describe("SignalWindow", () => {
	it("tells each full second once, at its end", () => {
		const told = features(signal(3, () => 2));
		expect(told).toEqual([
			[1_000, 2, 0, 2],
			[2_000, 2, 0, 2],
			[3_000, 2, 0, 2],
		]);
	});

	it("measures strength and length of a sine", () => {
		const [, second] = features(signal(3, (t) => 5 * Math.sin(2 * Math.PI * 2 * t)));
		expect(second![1]).toBeCloseTo(5 / Math.SQRT2, 6);
		expect(second![2]).toBeCloseTo(4 * 2 * 5, 0);
		expect(Math.abs(second![3])).toBeCloseTo(5, 1);
	});

	it("agrees with a computation over the whole window", () => {
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 100, maxLength: 100 }),
				(xs) => {
					const [told] = features([...xs.map((x, i) => [i * 10, x] as const), [1_000, 0]]);
					const rms = Math.sqrt(xs.reduce((sum, x) => sum + x * x, 0) / xs.length);
					const length = xs.slice(1).reduce((sum, x, i) => sum + Math.abs(x - xs[i]!), 0) / 0.99;
					expect(told![1]).toBeCloseTo(rms, 9);
					expect(told![2]).toBeCloseTo(length, 6);
					expect(Math.abs(told![3])).toBe(Math.max(...xs.map(Math.abs)));
				},
			),
		);
	});

	it("leaves out a second that is not half covered", () => {
		const half = signal(3, () => 1).filter(([time]) => time < 1_000 || time > 1_600);
		expect(features(half).map(([time]) => time)).toEqual([1_000, 3_000]);
	});

	it("does not bridge holes and breaks", () => {
		const hole = signal(2, (t) => (t === 0.5 ? Number.NaN : t < 0.5 ? 0 : 100));
		expect(features(hole)[0]![2]).toBe(0);
		const broken = [
			...signal(1, () => 0),
			...signal(2, () => 100).map(([time, x]) => [time + 5_000, x] as const),
		];
		expect(features(broken).map(([time, , length]) => [time, length])).toEqual([
			[1_000, 0],
			[6_000, 0],
			[7_000, 0],
		]);
	});
});
