import { describe, expect, it } from "vitest";
import { Person } from "../physiology/person.ts";
import { EcgGenerator } from "./ecg-generator.ts";
import { HeartRateGenerator } from "./heart-rate-generator.ts";
import { HrvGenerator } from "./hrv-generator.ts";
import { PpgGenerator } from "./ppg-generator.ts";
import { RrGenerator } from "./rr-generator.ts";
import { Spo2Generator } from "./spo2-generator.ts";

const RATE_HZ = 250;
const START_S = 1.9e8;
const SECONDS = 180;
const TRAITS = {
	heart_rate: 66,
	heart_rate_spread: 5,
	breathing_rate: 14,
	breathing_rate_spread: 1.5,
	variability: 1,
	ectopics: 0,
	sighs: 0.01,
	holds: 0,
};
const PARAMS = { mains_hz: 50, mains_mv: 0.006, noise_mv: 0.01, wander_mv: 0.04, gain: 1 };

function ecg(seed: number, traits = TRAITS) {
	const person = new Person(seed, traits);
	const generator = new EcgGenerator(person, seed, PARAMS);
	const first = START_S * RATE_HZ;
	const values = Array.from({ length: SECONDS * RATE_HZ }, (_, i) =>
		generator.sample(first + i, (first + i) / RATE_HZ),
	);
	return { person, values };
}

/** Times of R peaks, found in the samples alone: local maxima above half of the highest. */
function peaks(values: number[]): number[] {
	const threshold = 0.5 * Math.max(...values);
	const found: number[] = [];
	values.forEach((value, i) => {
		const around = values.slice(Math.max(0, i - 20), i + 21);
		if (value > threshold && value === Math.max(...around) && i - (found.at(-1) ?? -50) > 20) found.push(i);
	});
	return found.map((i) => START_S + i / RATE_HZ);
}

describe("the heart generators of one person", () => {
	it("G1 show the same beats: heart rate and HRV computed from the ECG's peaks agree", () => {
		for (const seed of [1, 2, 3]) {
			const { person, values } = ecg(seed);
			const times = peaks(values);
			const end = START_S + SECONDS;
			const rate = new HeartRateGenerator(person).sample(0, end) ?? Number.NaN;
			const last = times.slice(-6);
			expect((60 * 5) / (last[5]! - last[0]!)).toBeCloseTo(rate, -0.2);

			const within = times.filter((time) => time > end - 60);
			const intervals = within.slice(1).map((time, i) => 1000 * (time - within[i]!));
			const squares = intervals.slice(1).map((interval, i) => (interval - intervals[i]!) ** 2);
			const rmssd = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
			const hrv = new HrvGenerator(person, { window_s: 60 }).sample(0, end);
			// Peaks lie on a grid of 4 ms.
			expect(Math.abs(rmssd - hrv!.rmssd)).toBeLessThan(3);
			expect(intervals.length).toBeGreaterThan(50);
		}
	});

	it("G6 state the RMSSD and SDNN of the RR intervals of the window, to the digit", () => {
		const { person } = ecg(9, { ...TRAITS, ectopics: 0.02 });
		const end = START_S + SECONDS;
		const beats = person.heart.beats(end - 60, end);
		let [squares, pairs] = [0, 0];
		const intervals: number[] = [];
		for (let i = 1; i < beats.length; i++) {
			if (beats[i]!.ectopic || beats[i - 1]!.ectopic) continue;
			const interval = 1000 * (beats[i]!.timeS - beats[i - 1]!.timeS);
			intervals.push(interval);
			if (i < 2 || beats[i - 2]!.ectopic) continue;
			squares += (interval - 1000 * (beats[i - 1]!.timeS - beats[i - 2]!.timeS)) ** 2;
			pairs += 1;
		}
		const mean = intervals.reduce((sum, interval) => sum + interval, 0) / intervals.length;
		const spread =
			intervals.reduce((sum, interval) => sum + (interval - mean) ** 2, 0) / (intervals.length - 1);
		expect(new HrvGenerator(person, { window_s: 60 }).sample(0, end)).toEqual({
			rmssd: Math.round(10 * Math.sqrt(squares / pairs)) / 10,
			sdnn: Math.round(10 * Math.sqrt(spread)) / 10,
		});
	});

	it("G2 has every beat where the rhythm says, within a sample", () => {
		const { person, values } = ecg(4);
		const beats = person.heart.beats(START_S + 1, START_S + SECONDS - 1);
		const times = peaks(values);
		for (const beat of beats) {
			expect(times.some((time) => Math.abs(time - beat.timeS) <= 1.5 / RATE_HZ)).toBe(true);
		}
	});

	it("G3 gives a sample by its number alone, whatever was sampled before", () => {
		const { person, values } = ecg(5, { ...TRAITS, ectopics: 0.1 });
		const first = START_S * RATE_HZ;
		const other = new EcgGenerator(new Person(5, { ...TRAITS, ectopics: 0.1 }), 5, PARAMS);
		for (let i = values.length - 1; i >= 0; i -= 37) {
			expect(Math.abs(other.sample(first + i, (first + i) / RATE_HZ) - values[i]!)).toBeLessThanOrEqual(
				0.001,
			);
		}
		expect(person.heart.lastBeat(START_S).index).toBeGreaterThan(0);
	});

	it("G4 differs between people and looks like an ECG: R about 1 mV, P and T below a third", () => {
		const [a, b] = [ecg(6).values, ecg(7).values];
		expect(a.slice(0, 1_000)).not.toEqual(b.slice(0, 1_000));
		expect(Math.max(...a)).toBeGreaterThan(0.9);
		expect(Math.max(...a)).toBeLessThan(1.6);
		expect(Math.min(...a)).toBeGreaterThan(-0.6);
	});

	it("G5 shows ectopic beats wide and without agreement with the sinus shape", () => {
		const { person, values } = ecg(8, { ...TRAITS, ectopics: 0.1 });
		const beats = person.heart.beats(START_S + 1, START_S + SECONDS - 1);
		const width = (timeS: number): number => {
			const centre = Math.round((timeS - START_S) * RATE_HZ);
			return values.slice(centre - 15, centre + 16).filter((value) => value > 0.55).length;
		};
		const mean = (ectopic: boolean): number => {
			const widths = beats.filter((beat) => beat.ectopic === ectopic).map((beat) => width(beat.timeS));
			return widths.reduce((sum, one) => sum + one, 0) / widths.length;
		};
		expect(mean(true)).toBeGreaterThan(2 * mean(false));
	});
});

describe("the saturation of the same person", () => {
	const params = {
		mean: 97.4,
		spread: 0,
		sd: 0.4,
		tau_s: 45,
		diurnal: 0,
		peak_hour: 14,
		noise: 0,
		desaturation: 4,
	};
	const bounds = { min: 60, max: 100, digits: 2 };

	it("G9 falls after a held breath, and only then", () => {
		const calm = new Person(21, { ...TRAITS, holds: 0 });
		const usual = new Spo2Generator(calm, 4, { ...params, ...bounds });
		const lowest = Math.min(...Array.from({ length: 600 }, (_, s) => usual.sample(s, START_S + s)));
		expect(lowest).toBeGreaterThan(95.5);
		const holding = new Person(21, { ...TRAITS, holds: 0.02 });
		const falling = new Spo2Generator(holding, 4, { ...params, ...bounds });
		const falls = Array.from({ length: 1_200 }, (_, s) => ({
			fall: usual.sample(s, START_S + s) - falling.sample(s, START_S + s),
			phase: holding.breath.phaseAt(START_S + s),
		}));
		const deep = falls.filter(({ fall }) => fall > 2);
		expect(deep.length).toBeGreaterThan(10);
		for (const { phase } of deep) {
			const before = Array.from({ length: 12 }, (_, i) => Math.floor(phase) - 1 - i);
			expect(before.some((breath) => holding.breathWave.isHeld(breath))).toBe(true);
		}
		expect(falls.filter(({ fall }) => fall < 0.2).length).toBeGreaterThan(100);
	});
});

describe("the pulse of the same person", () => {
	it("G7 sends each interval once: their times add up to the beats", () => {
		const person = new Person(12, TRAITS);
		const generator = new RrGenerator(person);
		const sent: number[] = [];
		for (let i = 1; i <= 1_200; i++) {
			const interval = generator.sample(i, START_S + i * 0.1, 0.1);
			if (interval !== undefined) sent.push(interval);
		}
		const beats = person.heart.beats(START_S, START_S + 120);
		expect(sent.length).toBe(beats.length);
		expect(sent[5]).toBe(Math.round(1000 * (beats[5]!.timeS - beats[4]!.timeS)));
	});

	it("G8 has one pulse wave for each beat, later than its R peak", () => {
		const person = new Person(13, TRAITS);
		const generator = new PpgGenerator(person, 13, { noise: 0 });
		const values = Array.from({ length: 6_000 }, (_, i) => generator.sample(i, START_S + i * 0.01));
		const tops: number[] = [];
		values.forEach((value, i) => {
			const around = values.slice(Math.max(0, i - 25), i + 26);
			if (value > 0.6 && value === Math.max(...around) && i - (tops.at(-1) ?? -99) > 25) tops.push(i);
		});
		const beats = person.heart.beats(START_S, START_S + 59.6);
		expect(Math.abs(tops.length - beats.length)).toBeLessThanOrEqual(1);
		for (const top of tops.slice(1)) {
			const delay = START_S + top * 0.01 - person.heart.lastBeat(START_S + top * 0.01).timeS;
			expect(delay).toBeGreaterThan(0.22);
			expect(delay).toBeLessThan(0.42);
		}
		expect(Math.min(...values)).toBeGreaterThan(-0.1);
		expect(Math.max(...values)).toBeLessThan(1.3);
	});
});
