import { deriveSeed, uniformAt } from "../random/hash.ts";
import { ToneNoise } from "../random/tone-noise.ts";
import type { BreathRhythm } from "./breath-rhythm.ts";

const TAU = 2 * Math.PI;
/** Beats kept from one look to the next. */
const KEPT_BEATS = 512;
/** A premature beat comes after this share of the usual interval; the next one keeps its time. */
const PREMATURE = 0.62;
const STEPS = 60;
/** Breaths slower than that make the heart rate swing no wider, Hz. */
const SLOWEST_SWING_HZ = 0.1;
const TIME_ACCURACY_S = 1e-7;

export interface HeartRhythmOptions {
	seed: number;
	/** Mean rate, beats a minute. */
	ratePerMinute: number;
	/** Factor on every component of heart rate variability; 1 is a rested adult. */
	variability: number;
	/** Probability that a beat is a premature ventricular one. */
	ectopics: number;
}

/** One heart beat. */
export interface Beat {
	/** Running number since the epoch. */
	index: number;
	/** Time of the R peak, seconds since the epoch. */
	timeS: number;
	ectopic: boolean;
}

/**
 * The heart beats of a person: the one series that ECG, heart rate and HRV are made from.
 *
 * Integral pulse frequency modulation: the instantaneous rate is the mean rate times (1 + modulation), and a beat falls
 * whenever its integral passes a whole number. Modulation: breathing (respiratory sinus arrhythmia), the 0.1 Hz Mayer
 * wave, a very low frequency band and 1/f noise. Each has an exact integral, so the beats around any time are found
 * without the ones before.
 */
export class HeartRhythm {
	readonly #meanHz: number;
	readonly #seed: number;
	readonly #ectopics: number;
	readonly #breath: BreathRhythm;
	readonly #sinusArrhythmia: number;
	readonly #modulations: readonly ToneNoise[];
	readonly #keptIndex = new Float64Array(KEPT_BEATS).fill(Number.NaN);
	readonly #keptTime = new Float64Array(KEPT_BEATS);

	constructor(breath: BreathRhythm, options: HeartRhythmOptions) {
		const { variability } = options;
		this.#breath = breath;
		this.#seed = deriveSeed(options.seed, "heart");
		this.#meanHz = options.ratePerMinute / 60;
		this.#ectopics = options.ectopics;
		// A swing of ±3.5 % of the rate at a quarter of a breath a second; slower breaths, as in life, swing wider.
		const breathHz = Math.max(SLOWEST_SWING_HZ, breath.meanHz);
		const swing = 0.035 * variability * (0.25 / breathHz);
		this.#sinusArrhythmia = (swing * this.#meanHz) / (TAU * breathHz);
		const band = (
			name: string,
			deviation: number,
			fromHz: number,
			toHz: number,
			exponent: number,
		): ToneNoise =>
			new ToneNoise(deriveSeed(this.#seed, name), deviation * variability * this.#meanHz, {
				fromHz,
				toHz,
				power: (frequency) => frequency ** -exponent,
				tones: 8,
			});
		this.#modulations = [
			band("mayer", 0.018, 0.08, 0.12, 0),
			band("very low", 0.02, 0.004, 0.04, 1),
			band("pink", 0.012, 0.04, 0.45, 1),
		];
	}

	/** The last beat at or before a time in seconds. */
	lastBeat(timeS: number): Beat {
		let index = Math.floor(this.#phaseAt(timeS));
		// A premature beat comes before its phase says.
		if (this.beat(index + 1).timeS <= timeS) index += 1;
		return this.beat(index);
	}

	/** A beat by its running number. */
	beat(index: number): Beat {
		const timeS = this.#regularTime(index);
		if (!this.#isEctopic(index)) return { index, timeS, ectopic: false };
		const previous = this.#regularTime(index - 1);
		return { index, timeS: previous + PREMATURE * (timeS - previous), ectopic: true };
	}

	/** Beats after `fromS` up to and including `toS`, in order. */
	beats(fromS: number, toS: number): Beat[] {
		const beats: Beat[] = [];
		for (let beat = this.lastBeat(toS); beat.timeS > fromS; beat = this.beat(beat.index - 1))
			beats.push(beat);
		return beats.reverse();
	}

	/** Two premature beats never follow one another. */
	#isEctopic(index: number): boolean {
		const drawn = (at: number): boolean => uniformAt(this.#seed, at) < this.#ectopics;
		return drawn(index) && !drawn(index - 1);
	}

	#phaseAt(timeS: number): number {
		let phase = this.#meanHz * timeS + this.#sinusArrhythmia * Math.sin(TAU * this.#breath.phaseAt(timeS));
		for (const modulation of this.#modulations) phase += modulation.integralAt(timeS);
		return phase;
	}

	/** Time at which the phase passes `index`: a fixed-point iteration, since the phase is nearly a straight line. */
	#regularTime(index: number): number {
		const slot = ((index % KEPT_BEATS) + KEPT_BEATS) % KEPT_BEATS;
		if (this.#keptIndex[slot] === index) return this.#keptTime[slot]!;
		const before = (slot + KEPT_BEATS - 1) % KEPT_BEATS;
		const known = this.#keptIndex[before] === index - 1;
		let timeS = known ? this.#keptTime[before]! + 1 / this.#meanHz : index / this.#meanHz;
		for (let step = 0; step < STEPS; step++) {
			const correction = (index - this.#phaseAt(timeS)) / this.#meanHz;
			timeS += correction;
			if (Math.abs(correction) < TIME_ACCURACY_S) break;
		}
		this.#keptIndex[slot] = index;
		this.#keptTime[slot] = timeS;
		return timeS;
	}
}
