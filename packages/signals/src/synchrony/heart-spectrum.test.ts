import { describe, expect, it } from "vitest";
import { heartSpectrum } from "./heart-spectrum.ts";

/** Beats whose intervals swing by `lowMs` at .1 Hz and by `highMs` at .25 Hz, for some seconds. */
function beats(seconds: number, lowMs: number, highMs: number): [times: number[], intervals: number[]] {
	const times: number[] = [];
	const intervals: number[] = [];
	for (let at = 0; at < seconds * 1_000; ) {
		const angle = (hz: number): number => (2 * Math.PI * hz * at) / 1_000;
		const rr = 850 + lowMs * Math.sin(angle(0.1)) + highMs * Math.sin(angle(0.25));
		at += rr;
		times.push(at);
		intervals.push(rr);
	}
	return [times, intervals];
}

describe("heartSpectrum", () => {
	it("knows nothing of less than 2 minutes, nor with a stretch without beats", () => {
		expect(heartSpectrum([], [])).toBeUndefined();
		expect(heartSpectrum(...beats(110, 30, 20))).toBeUndefined();
		const [times, intervals] = beats(200, 30, 20);
		const late = times.map((at, i) => (i > 100 ? at + 6_000 : at));
		expect(heartSpectrum(late, intervals)).toBeUndefined();
	});

	it("tells the power of both bands and their ratio", () => {
		const { high, low, ratio } = heartSpectrum(...beats(300, 40, 20))!;
		expect(low / 800).toBeGreaterThan(0.85);
		expect(low / 800).toBeLessThan(1.1);
		// Sampling once a beat and joining by lines takes some power from the faster swing.
		expect(high / 200).toBeGreaterThan(0.6);
		expect(high / 200).toBeLessThan(1.1);
		expect(ratio).toBeCloseTo(low / high, 9);
	});

	it("is hardly moved by premature beats", () => {
		const [times, intervals] = beats(300, 40, 20);
		const clean = heartSpectrum(times, intervals)!;
		for (let i = 20; i < times.length - 1; i += 40) {
			times[i]! -= 300;
			intervals[i]! -= 300;
			intervals[i + 1]! += 300;
		}
		const { high, low } = heartSpectrum(times, intervals)!;
		expect(Math.abs(low / clean.low - 1)).toBeLessThan(0.15);
		expect(Math.abs(high / clean.high - 1)).toBeLessThan(0.3);
	});
});
