import { describe, expect, it } from "vitest";
import { BreathRhythm } from "./breath-rhythm.ts";
import { HeartRhythm } from "./heart-rhythm.ts";
import { heartRateVariability, meanHeartRate } from "./heart-statistics.ts";

const START_S = 1.9e8;

function heart(options: { ectopics?: number; variability?: number; seed?: number } = {}) {
	const { ectopics = 0, seed = 3, variability = 1 } = options;
	const breath = new BreathRhythm({ seed, ratePerMinute: 14 });
	return { breath, heart: new HeartRhythm(breath, { seed, ratePerMinute: 64, variability, ectopics }) };
}

describe("HeartRhythm", () => {
	it("R1 gives the same beats in whatever order they are asked for", () => {
		const forwards = heart().heart.beats(START_S, START_S + 600);
		const other = heart().heart;
		other.lastBeat(START_S + 5_000);
		const backwards = [...forwards].reverse().map((beat) => other.beat(beat.index));
		backwards.reverse().forEach((beat, i) => {
			expect(beat.index).toBe(forwards[i]?.index);
			expect(beat.timeS).toBeCloseTo(forwards[i]!.timeS, 5);
		});
	});

	it("R2 beats at its mean rate with intervals a rested heart has", () => {
		const beats = heart().heart.beats(START_S, START_S + 1_200);
		expect(meanHeartRate(beats)).toBeCloseTo(64, -0.3);
		const intervals = beats.slice(1).map((beat, i) => beat.timeS - beats[i]!.timeS);
		expect(Math.min(...intervals)).toBeGreaterThan(0.7);
		expect(Math.max(...intervals)).toBeLessThan(1.25);
		const hrv = heartRateVariability(beats);
		expect(hrv?.rmssd).toBeGreaterThan(20);
		expect(hrv?.rmssd).toBeLessThan(80);
		expect(hrv?.sdnn).toBeGreaterThan(25);
		expect(hrv?.sdnn).toBeLessThan(100);
	});

	it("R3 is faster while breathing in (respiratory sinus arrhythmia)", () => {
		const { breath, heart: rhythm } = heart();
		const beats = rhythm.beats(START_S, START_S + 1_200);
		const rates = { inhaling: [] as number[], exhaling: [] as number[] };
		beats.slice(1).forEach((beat, i) => {
			const middle = (beat.timeS + beats[i]!.timeS) / 2;
			const phase = breath.phaseAt(middle) % 1;
			const rate = 60 / (beat.timeS - beats[i]!.timeS);
			if (phase < 0.2 || phase > 0.8) rates.inhaling.push(rate);
			else if (phase > 0.3 && phase < 0.7) rates.exhaling.push(rate);
		});
		const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
		expect(mean(rates.inhaling) - mean(rates.exhaling)).toBeGreaterThan(1.5);
	});

	it("swings wider with slower breaths", () => {
		const spread = (ratePerMinute: number): number => {
			const breath = new BreathRhythm({ seed: 3, ratePerMinute });
			const rhythm = new HeartRhythm(breath, { seed: 3, ratePerMinute: 64, variability: 1, ectopics: 0 });
			return heartRateVariability(rhythm.beats(START_S, START_S + 1_200))!.sdnn;
		};
		expect(spread(6) / spread(14)).toBeGreaterThan(1.3);
	});

	it("R4 makes premature beats followed by a compensatory pause, as often as asked", () => {
		const beats = heart({ ectopics: 0.05 }).heart.beats(START_S, START_S + 3_600);
		const ectopic = beats
			.map((beat, i) => (beat.ectopic ? i : -1))
			.filter((i) => i > 1 && i < beats.length - 2);
		expect(ectopic.length / beats.length).toBeGreaterThan(0.035);
		expect(ectopic.length / beats.length).toBeLessThan(0.06);
		for (const i of ectopic) {
			const usual = beats[i - 1]!.timeS - beats[i - 2]!.timeS;
			const early = beats[i]!.timeS - beats[i - 1]!.timeS;
			const pause = beats[i + 1]!.timeS - beats[i]!.timeS;
			expect(early / pause).toBeLessThan(0.55);
			if (!beats[i - 2]!.ectopic) expect((early + pause) / (2 * usual)).toBeCloseTo(1, 0);
			expect(beats[i + 1]!.ectopic).toBe(false);
		}
	});

	it("R5 finds the last beat before any instant", () => {
		const rhythm = heart({ ectopics: 0.1 }).heart;
		for (let time = START_S; time < START_S + 100; time += 0.173) {
			const last = rhythm.lastBeat(time);
			expect(last.timeS).toBeLessThanOrEqual(time);
			expect(rhythm.beat(last.index + 1).timeS).toBeGreaterThan(time);
		}
	});
});

describe("heartRateVariability", () => {
	const at = (times: number[], ectopic = -1) =>
		times.map((timeS, index) => ({ index, timeS, ectopic: index === ectopic }));

	it("R6 says nothing about too few intervals", () => {
		expect(heartRateVariability(at([0, 1, 2, 3]))).toBeUndefined();
	});

	it("R7 computes RMSSD and SDNN", () => {
		// Intervals 1.0, 1.1, 0.9, 1.0 s: differences 100, −200, 100 ms.
		const hrv = heartRateVariability(at([0, 1, 2.1, 3, 4]));
		expect(hrv?.rmssd).toBeCloseTo(Math.sqrt((100 ** 2 + 200 ** 2 + 100 ** 2) / 3), 6);
		expect(hrv?.sdnn).toBeCloseTo(Math.sqrt((0 + 100 ** 2 + 100 ** 2 + 0) / 3), 6);
	});

	it("R8 leaves out ectopic beats and differences across them", () => {
		const steady = at([0, 1, 2, 3, 3.6, 5, 6, 7, 8], 4);
		expect(heartRateVariability(steady)).toEqual({ rmssd: 0, sdnn: 0 });
	});
});
