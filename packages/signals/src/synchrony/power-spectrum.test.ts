import { SeededRng } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { bandPower, powerSpectrum } from "./power-spectrum.ts";

describe("powerSpectrum", () => {
	it("refuses segments that are no power of two, and knows nothing of a short signal", () => {
		expect(() => powerSpectrum(new Float64Array(200), 4, 100)).toThrow(RangeError);
		expect(powerSpectrum(new Float64Array(255), 4, 256)).toBeUndefined();
	});

	it("finds an oscillation's power where it is", () => {
		const signal = Float64Array.from(
			{ length: 1_024 },
			(_, i) => 900 + 30 * Math.sin((2 * Math.PI * 0.1 * i) / 4),
		);
		const spectrum = powerSpectrum(signal, 4, 256)!;
		expect(bandPower(spectrum, 0.04, 0.15)).toBeCloseTo(450, -0.5);
		expect(bandPower(spectrum, 0.15, 0.4)).toBeLessThan(1);
	});

	it("spreads the power of noise evenly", () => {
		const rng = new SeededRng(6);
		const spectrum = powerSpectrum(
			Float64Array.from({ length: 65_536 }, () => rng.normal(0, 3)),
			4,
			256,
		)!;
		expect(bandPower(spectrum, 0, 3)).toBeCloseTo(9, 0);
		expect(bandPower(spectrum, 0.5, 1)).toBeCloseTo(9 / 4, 0);
	});
});
