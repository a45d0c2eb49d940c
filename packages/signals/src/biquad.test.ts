import { describe, expect, it } from "vitest";
import { Biquad } from "./biquad.ts";

/** Amplitude with which a filter passes a sine of 1, once it has settled. */
function gain(push: (x: number) => number, frequencyHz: number, samplingRateHz: number): number {
	const cycles = Math.ceil(40 * Math.max(1, frequencyHz));
	const samples = Math.round((cycles * samplingRateHz) / frequencyHz);
	let peak = 0;
	for (let i = 0; i < samples; i++) {
		const y = push(Math.sin((2 * Math.PI * frequencyHz * i) / samplingRateHz));
		if (i > samples / 2) peak = Math.max(peak, Math.abs(y));
	}
	return peak;
}

const through = (filter: Biquad) => (x: number) => filter.push(x);

describe("Biquad", () => {
	it.each([0, -3, 180, 200, Number.NaN])("refuses a corner of %s Hz at 360 samples a second", (corner) => {
		expect(() => Biquad.lowPass(360, corner)).toThrow(RangeError);
	});

	it("refuses a quality factor of 0", () => {
		expect(() => Biquad.notch(360, 50, 0)).toThrow(RangeError);
	});

	it("passes 1/√2 at the corner of a low-pass and of a high-pass", () => {
		expect(gain(through(Biquad.lowPass(360, 20)), 20, 360)).toBeCloseTo(Math.SQRT1_2, 2);
		expect(gain(through(Biquad.highPass(360, 20)), 20, 360)).toBeCloseTo(Math.SQRT1_2, 2);
	});

	it("falls by 12 dB an octave, 24 dB in fourth order", () => {
		expect(gain(through(Biquad.lowPass(2000, 20)), 80, 2000)).toBeCloseTo(1 / 16, 2);
		const [first, second] = Biquad.lowPass4(2000, 20);
		expect(gain((x) => second.push(first.push(x)), 40, 2000)).toBeCloseTo(1 / 16, 2);
	});

	it("passes the middle of a band and stops what is far from it", () => {
		expect(gain(through(Biquad.bandPass(360, 12, 1)), 12, 360)).toBeCloseTo(1, 1);
		expect(gain(through(Biquad.bandPass(360, 12, 1)), 1, 360)).toBeLessThan(0.1);
	});

	it("removes mains hum and nothing beside it", () => {
		expect(gain(through(Biquad.notch(360, 50, 5)), 50, 360)).toBeLessThan(0.01);
		expect(gain(through(Biquad.notch(360, 50, 5)), 20, 360)).toBeGreaterThan(0.95);
	});

	it("does not ring when it starts at the level of its input", () => {
		const low = Biquad.lowPass(360, 20);
		const high = Biquad.highPass(360, 1);
		low.reset(-7);
		high.reset(-7);
		for (let i = 0; i < 100; i++) {
			expect(low.push(-7)).toBeCloseTo(-7, 9);
			expect(high.push(-7)).toBeCloseTo(0, 9);
		}
	});
});
