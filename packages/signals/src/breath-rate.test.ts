import { describe, expect, it } from "vitest";
import { BreathRate } from "./breath-rate.ts";

const RATE = 25;

/** Gaussian noise of deviation 1 that is the same in every run. */
function noise(): () => number {
	let state = 42;
	const uniform = (): number => {
		state = (state * 16_807) % 2_147_483_647;
		return state / 2_147_483_647;
	};
	return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

function feed(breath: BreathRate, seconds: number, sample: (seconds: number) => number, rate = RATE): number {
	let breaths = 0;
	for (let i = 0; i < seconds * rate; i++) if (breath.push(sample(i / rate))) breaths++;
	return breaths;
}

const wave = (bpm: number) => (s: number) => Math.sin((2 * Math.PI * bpm * s) / 60);

describe("BreathRate", () => {
	it("refuses a signal too slow to show breaths", () => {
		expect(() => new BreathRate({ samplingRateHz: 2 })).toThrow(RangeError);
		expect(() => new BreathRate({ samplingRateHz: Number.NaN })).toThrow(RangeError);
	});

	it("knows nothing of a flat line, of noise or of drift", () => {
		for (const sample of [() => 3, noise(), (s: number) => s / 10]) {
			const breath = new BreathRate({ samplingRateHz: RATE });
			feed(breath, 120, sample);
			expect(breath.rate).toBeUndefined();
		}
	});

	it.each([5, 8, 12, 18, 30, 45])(
		"gives %i breaths a minute, whatever the unit, level and polarity",
		(bpm) => {
			for (const [scale, level] of [
				[1, 0],
				[-400, 900],
				[0.001, -1],
			] as const) {
				const breath = new BreathRate({ samplingRateHz: RATE });
				feed(breath, 90, (s) => level + scale * wave(bpm)(s));
				expect(breath.rate! / bpm).toBeCloseTo(1, 1);
			}
		},
	);

	it.each([4, 10, 50])("works at %i samples a second with noise 10 dB below the breaths", (rate) => {
		const random = noise();
		const breath = new BreathRate({ samplingRateHz: rate });
		feed(breath, 90, (s) => wave(15)(s) + 0.22 * random(), rate);
		expect(Math.abs(breath.rate! - 15)).toBeLessThan(1.5);
	});

	it("begins one breath per cycle", () => {
		const breath = new BreathRate({ samplingRateHz: RATE });
		const breaths = feed(breath, 60, wave(15));
		expect(Math.abs(breaths - 15)).toBeLessThanOrEqual(1);
	});

	it("says unknown 15 s after the last breath", () => {
		const breath = new BreathRate({ samplingRateHz: RATE });
		feed(breath, 60, wave(15));
		expect(breath.rate).toBeCloseTo(15, 0);
		feed(breath, 16, () => 0);
		expect(breath.rate).toBeUndefined();
	});

	it("bridges a short gap and starts again after a long one", () => {
		const breath = new BreathRate({ samplingRateHz: RATE });
		feed(breath, 60, wave(15));
		feed(breath, 1, () => Number.NaN);
		expect(breath.rate).toBeCloseTo(15, 0);
		feed(breath, 3, () => Number.NaN);
		expect([breath.rate, breath.quality]).toEqual([undefined, 0]);
	});
});
