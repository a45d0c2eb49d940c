import { SeededRng } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { bandShare, GRID_HZ, LOOKAHEAD, readAnalytic, WINDOW } from "./analytic-band.ts";

const TAU = 2 * Math.PI;
const degrees = (radians: number): number => (radians * 360) / TAU;
const wrapped = (angle: number): number => Math.atan2(Math.sin(angle), Math.cos(angle));

/** Errors in radians of the phases read from a signal whose true phase is known. */
function errors(signal: Float64Array, phase: (i: number) => number): number[] {
	const found: number[] = [];
	const z = { re: 0, im: 0 };
	for (let end = WINDOW; end <= signal.length; end += 3) {
		readAnalytic(signal.subarray(end - WINDOW, end) as Float64Array, z);
		found.push(wrapped(Math.atan2(z.im, z.re) - phase(end - 1 - LOOKAHEAD)));
	}
	return found;
}

const rms = (values: readonly number[]): number =>
	Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

function window(of: (seconds: number) => number): Float64Array {
	return Float64Array.from({ length: WINDOW }, (_, i) => of(i / GRID_HZ));
}

describe("readAnalytic", () => {
	it.each([0.1, 0.15, 0.21, 0.25, 0.29, 0.37, 0.5])(
		"reads the phase at %f Hz to 8° (rms) when the signal is ten times its noise",
		(hz) => {
			const rng = new SeededRng(18);
			const phase = (i: number): number => (TAU * hz * i) / GRID_HZ + 1;
			const signal = Float64Array.from(
				{ length: 2_400 },
				(_, i) => 500 + 30 * Math.cos(phase(i)) + rng.normal(0, 3 * Math.SQRT1_2),
			);
			expect(degrees(rms(errors(signal, phase)))).toBeLessThan(8);
		},
	);

	it("keeps to 8° when the rate wanders and the breaths are skewed no more than the skew itself", () => {
		const rng = new SeededRng(19);
		let turned = 0;
		const phases = Float64Array.from({ length: 4_800 }, (_, i) => {
			turned += (TAU * (0.25 + 0.03 * Math.sin((TAU * i) / 400))) / GRID_HZ;
			return turned;
		});
		const signal = phases.map((phase) => 40 * Math.cos(phase) + rng.normal(0, 4 * Math.SQRT1_2));
		expect(degrees(rms(errors(signal, (i) => phases[i]!)))).toBeLessThan(8);
	});

	it("gives the amplitude of the oscillation, whatever trend carries it", () => {
		const z = { re: 0, im: 0 };
		readAnalytic(
			window((s) => 1e6 + 40 * s + 5 * s * s + 12 * Math.cos(TAU * 0.25 * s)),
			z,
		);
		expect(Math.hypot(z.re, z.im)).toBeCloseTo(12, -0.3);
	});
});

describe("bandShare", () => {
	it("is 0 for a flat line and for a mere trend", () => {
		expect(bandShare(window(() => 3))).toBe(0);
		expect(bandShare(window((s) => 1e4 + 20 * s))).toBe(0);
	});

	it("is near 1 for breathing and below a half outside the band", () => {
		for (const hz of [0.1, 0.25, 0.5])
			expect(bandShare(window((s) => Math.sin(TAU * hz * s)))).toBeGreaterThan(0.95);
		for (const hz of [0.03, 0.8, 1.2, 1.9])
			expect(bandShare(window((s) => Math.sin(TAU * hz * s)))).toBeLessThan(0.5);
	});

	it("is below a half for noise", () => {
		const rng = new SeededRng(3);
		const shares = Array.from({ length: 1_000 }, () => bandShare(window(() => rng.normal())));
		expect(shares.filter((share) => share >= 0.5).length).toBeLessThan(30);
	});
});
