import { EcgGenerator } from "../../packages/simulator/src/generators/ecg-generator.ts";
import { Person } from "../../packages/simulator/src/physiology/person.ts";

/** Samples per second. */
export const ECG_HZ = 250;

/** Standard deviation of the signal's noise in mV, and in units of the resolution. */
const NOISE_MV = 0.01;
export const NOISE_UNITS = NOISE_MV / 0.001;

/** A fixed ECG in mV with a resolution of 1 µV: a simulated calm person, with noise, mains hum and wander. */
export function ecgSignal(samples: number): number[] {
	const person = new Person(7, {
		heart_rate: 66,
		heart_rate_spread: 5,
		breathing_rate: 14,
		breathing_rate_spread: 1.5,
		variability: 1,
		ectopics: 0,
		sighs: 0.01,
		holds: 0,
	});
	const params = { mains_hz: 50, mains_mv: 0.006, noise_mv: NOISE_MV, wander_mv: 0.04, gain: 1 };
	const generator = new EcgGenerator(person, 7, params);
	const first = 1.9e8 * ECG_HZ;
	return Array.from({ length: samples }, (_, k) => generator.sample(first + k, (first + k) / ECG_HZ));
}
