import { describe, expect, it } from "vitest";
import { matchBeats } from "./fixtures/beat-matching.ts";
import { detectBeats } from "./fixtures/detect-beats.ts";
import { NOISE_FREE_S, type RecordedEcg, recordedEcg } from "./fixtures/recorded-ecg.ts";
import { resample } from "./fixtures/resample.ts";
import { type SyntheticBeat, syntheticEcg } from "./fixtures/synthetic-ecg.ts";
import { RPeakDetector } from "./r-peak-detector.ts";

function every(interval: number, until: number): SyntheticBeat[] {
	const beats: SyntheticBeat[] = [];
	for (let at = 0.5; at < until - 0.6; at += interval) beats.push({ at });
	return beats;
}

function score(record: RecordedEcg, change: (x: number, seconds: number) => number = (x) => x): number {
	const { samplingRateHz, signal, beats } = record;
	const changed = signal.map((x, i) => change(x, i / samplingRateHz));
	return matchBeats(beats, detectBeats(changed, samplingRateHz), samplingRateHz).f1;
}

function intervals(beats: readonly number[], samplingRateHz: number): number[] {
	return beats.slice(1).map((beat, i) => (beat - beats[i]!) / samplingRateHz);
}

const hum = (mV: number, hz: number) => (x: number, seconds: number) =>
	x + mV * Math.sin(2 * Math.PI * hz * seconds);

describe("RPeakDetector on signals that are none", () => {
	it.each([0, 99, 2001, Number.NaN])("refuses %s samples a second", (samplingRateHz) => {
		expect(() => new RPeakDetector({ samplingRateHz })).toThrow(RangeError);
	});

	it("finds nothing in a flat line or in no number at all", () => {
		expect(detectBeats(new Float64Array(5_000).fill(-7), 250)).toEqual([]);
		expect(detectBeats(new Float64Array(5_000).fill(Number.NaN), 250)).toEqual([]);
	});

	it("loses its quality within 5 s when the electrodes fall off, and finds the beats after it again", () => {
		const detector = new RPeakDetector({ samplingRateHz: 250 });
		const signal = syntheticEcg(every(0.8, 60), 60, 250);
		const found: number[] = [];
		for (let i = 0; i < signal.length; i++) {
			const seconds = i / 250;
			const beat = detector.push(seconds > 20 && seconds < 30 ? 0 : signal[i]!);
			if (beat >= 0) found.push(beat / 250);
			if (seconds === 19) expect(detector.quality).toBeGreaterThan(0.9);
			if (seconds === 25) expect(detector.quality).toBe(0);
		}
		expect(found.filter((at) => at > 21 && at < 29)).toEqual([]);
		expect(found.filter((at) => at > 32)).toHaveLength(every(0.8, 60).filter(({ at }) => at > 32).length);
	});

	it("gives noise without a heart a low quality", () => {
		const detector = new RPeakDetector({ samplingRateHz: 250 });
		let state = 1;
		let highest = 0;
		for (let i = 0; i < 60 * 250; i++) {
			state = (state * 16_807) % 2_147_483_647;
			detector.push(state / 2_147_483_647);
			highest = Math.max(highest, detector.quality);
		}
		expect(highest).toBeLessThan(0.66);
	});
});

describe("RPeakDetector on recorded ECG", () => {
	it.each(["noise12dB", "noise0dB"] as const)(
		"finds the beats of the noise-free start of %s with F1 ≥ .99",
		(name) => {
			const { samplingRateHz, signal, beats } = recordedEcg[name]();
			const end = NOISE_FREE_S * samplingRateHz;
			const found = detectBeats(signal, samplingRateHz).filter((beat) => beat < end);
			expect(
				matchBeats(
					beats.filter((beat) => beat < end),
					found,
					samplingRateHz,
				).f1,
			).toBeGreaterThanOrEqual(0.99);
		},
	);

	it("finds the beats at a signal-to-noise ratio of 12 dB with F1 ≥ .98", () => {
		expect(score(recordedEcg.noise12dB())).toBeGreaterThanOrEqual(0.98);
	});

	it.each([
		["a third of the height", (x: number) => 0.3 * x],
		["three times the height", (x: number) => 3 * x],
		["microvolts instead of millivolts", (x: number) => 1_000 * x],
		["the other polarity", (x: number) => -x],
		["a wandering baseline", (x: number, s: number) => x + 1.5 * Math.sin(1.9 * s) + 0.7 * Math.sin(0.7 * s)],
		["mains hum of 50 Hz", hum(0.3, 50)],
		["mains hum of 60 Hz", hum(0.3, 60)],
	] as const)("still does so with %s", (_name, change) => {
		expect(score(recordedEcg.noise12dB(), change)).toBeGreaterThanOrEqual(0.98);
	});

	it.each([125, 250, 500, 1000])("still does so at %i samples a second", (toHz) => {
		const { samplingRateHz, signal, beats } = recordedEcg.noise12dB();
		const found = detectBeats(resample(signal, samplingRateHz, toHz), toHz);
		const moved = beats.map((beat) => (beat * toHz) / samplingRateHz);
		expect(matchBeats(moved, found, toHz).f1).toBeGreaterThanOrEqual(0.98);
	});

	it("marks electrode motion at 0 dB as untrustworthy and the clean start as trustworthy", () => {
		const { samplingRateHz, signal } = recordedEcg.noise0dB();
		const detector = new RPeakDetector({ samplingRateHz });
		const qualities: number[] = [];
		signal.forEach((x, i) => {
			detector.push(x);
			if (i % samplingRateHz === 0) qualities.push(detector.quality);
		});
		const mean = (list: number[]): number => list.reduce((sum, q) => sum + q, 0) / list.length;
		expect(mean(qualities.slice(5, NOISE_FREE_S))).toBeGreaterThan(0.8);
		expect(mean(qualities.slice(NOISE_FREE_S + 10))).toBeLessThan(0.6);
	});

	it("finds a calm heart's beats at even intervals", () => {
		const { samplingRateHz, signal } = recordedEcg.calm();
		const rr = intervals(detectBeats(signal, samplingRateHz), samplingRateHz);
		expect(rr.length).toBeGreaterThan(110);
		expect(Math.min(...rr)).toBeGreaterThan(0.8);
		expect(Math.max(...rr)).toBeLessThan(1.2);
	});

	it("finds ectopic beats too, at intervals a heart can have", () => {
		const { samplingRateHz, signal } = recordedEcg.ectopic();
		const rr = intervals(detectBeats(signal, samplingRateHz), samplingRateHz).sort((a, b) => a - b);
		expect(rr.length).toBeGreaterThan(480);
		expect(rr[0]).toBeGreaterThan(0.3);
		expect(rr[rr.length >> 1]).toBeCloseTo(0.58, 1);
		expect(rr.filter((interval) => interval > 1.3).length).toBeLessThanOrEqual(3);
	});
});

describe("RPeakDetector on synthetic ECG", () => {
	it.each([30, 45, 60, 100, 150, 200, 240])("finds every beat at %i a minute, on its sample", (bpm) => {
		const beats = every(60 / bpm, 60);
		const found = detectBeats(syntheticEcg(beats, 60, 250), 250);
		expect(found).toHaveLength(beats.length);
		found.forEach((index, k) => {
			expect(Math.abs(index - beats[k]!.at * 250)).toBeLessThanOrEqual(1);
		});
	});

	it.each([
		["falls to a fifth", 0.2],
		["rises to five times", 5],
	])("keeps finding beats when their height %s", (_name, factor) => {
		const beats = every(0.83, 60);
		const signal = syntheticEcg(beats, 60, 250).map((x, i) => (i > 30 * 250 ? factor * x : x));
		expect(detectBeats(signal, 250)).toHaveLength(beats.length);
	});

	it("finds beats at random intervals and those of another shape", () => {
		let state = 7;
		const beats: SyntheticBeat[] = [];
		for (let at = 0.5; at < 118; ) {
			state = (state * 16_807) % 2_147_483_647;
			beats.push({ at, ectopic: beats.length % 7 === 5 });
			at += 0.5 + (0.5 * state) / 2_147_483_647;
		}
		const found = detectBeats(syntheticEcg(beats, 120, 360), 360);
		expect(
			matchBeats(
				beats.map(({ at }) => at * 360),
				found,
				360,
			).f1,
		).toBeGreaterThanOrEqual(0.99);
	});

	it("follows a heart that doubles its rate at once and halves it again", () => {
		const beats: SyntheticBeat[] = [];
		for (let at = 0.5; at < 118; at += at > 40 && at < 80 ? 0.45 : 0.95) beats.push({ at });
		expect(detectBeats(syntheticEcg(beats, 120, 250), 250)).toHaveLength(beats.length);
	});

	it("reports beats in ascending order and counts from 0 again after a reset", () => {
		const detector = new RPeakDetector({ samplingRateHz: 250 });
		const signal = syntheticEcg(every(0.8, 20), 20, 250);
		const run = (): number[] => Array.from(signal, (x) => detector.push(x)).filter((i) => i >= 0);
		const first = run();
		expect(first).toEqual([...first].sort((a, b) => a - b));
		detector.reset();
		expect([detector.quality, run()]).toEqual([0, first]);
	});
});
