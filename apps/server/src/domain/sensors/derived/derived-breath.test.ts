import { typeOfAttribute } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { Attribute } from "../attribute.ts";
import { DerivedBreath } from "./derived-breath.ts";

const RATE_HZ = 25;

/** Breathing rates derived from a waveform of `seconds`. */
function rates(wave: (seconds: number) => number, seconds: number): number[] {
	const type = typeOfAttribute({ attribute_id: "respiration", attribute_type: "respiration" });
	const meta = {
		unit: "%",
		displayName: null,
		samplingRateHz: RATE_HZ,
		provenance: "real" as const,
		derivedFrom: null,
	};
	const belt = new Attribute("respiration", type, meta);
	const told: number[] = [];
	const breath = new DerivedBreath(belt, (_metadata, _time, sample) => told.push(sample as number));
	for (let k = 0; k < seconds * RATE_HZ; k++) {
		const time = Math.trunc((k * 1_000) / RATE_HZ);
		const value = wave(k / RATE_HZ);
		breath.sample(belt.append(time, value, time), time, value, time);
	}
	return told;
}

describe("DerivedBreath", () => {
	it("tells the rate once a second when it is known, and that it is unknown before", () => {
		const told = rates((t) => 50 + 20 * Math.sin(2 * Math.PI * 0.25 * t), 60);
		expect(told).toHaveLength(59);
		expect(told[0]).toBeNaN();
		expect(told.at(-1)).toBeCloseTo(15, 0);
	});

	it("is unknown when nothing breathes", () => {
		expect(rates(() => 50, 60).every(Number.isNaN)).toBe(true);
	});
});
