import { deriveSeed } from "../random/hash.ts";
import { traitOf } from "../random/tone-noise.ts";
import { type BreathingGroup, BreathRhythm } from "./breath-rhythm.ts";
import { BreathWave } from "./breath-wave.ts";
import { HeartRhythm } from "./heart-rhythm.ts";

/** Traits of simulated people; each person differs from the centre by chance. */
export interface PersonTraits {
	/** Mean heart rate, beats a minute, and its spread between people. */
	heart_rate: number;
	heart_rate_spread: number;
	/** Own breathing rate, breaths a minute, and its spread between people. */
	breathing_rate: number;
	breathing_rate_spread: number;
	/** Factor on heart rate variability; 1 is a rested adult. */
	variability: number;
	/** Probability that a beat is premature. */
	ectopics: number;
	/** Probability that a breath is a sigh. */
	sighs: number;
	/** Probability that a breath is held. */
	holds: number;
}

/** A simulated body: one breathing rhythm and one heart rhythm that all sensors on this person measure. */
export class Person {
	readonly breath: BreathRhythm;
	readonly breathWave: BreathWave;
	readonly heart: HeartRhythm;

	constructor(seed: number, traits: PersonTraits, group?: BreathingGroup) {
		const own = (name: string, centre: number, spread: number): number =>
			traitOf(deriveSeed(seed, name), centre, spread);
		this.breath = new BreathRhythm({
			seed,
			ratePerMinute: Math.max(4, own("breathing rate", traits.breathing_rate, traits.breathing_rate_spread)),
			...(group ? { group } : {}),
		});
		this.breathWave = new BreathWave(this.breath, {
			seed: deriveSeed(seed, "breaths"),
			sighs: traits.sighs,
			holds: traits.holds,
		});
		this.heart = new HeartRhythm(this.breath, {
			seed,
			ratePerMinute: Math.max(35, own("heart rate", traits.heart_rate, traits.heart_rate_spread)),
			variability: traits.variability,
			ectopics: traits.ectopics,
		});
	}
}
