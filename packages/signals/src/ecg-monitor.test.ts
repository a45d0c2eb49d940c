import { describe, expect, it } from "vitest";
import { EcgMonitor } from "./ecg-monitor.ts";
import { NOISE_FREE_S, type RecordedEcg, recordedEcg } from "./fixtures/recorded-ecg.ts";
import { syntheticEcg } from "./fixtures/synthetic-ecg.ts";

interface Second {
	at: number;
	given: number | undefined;
	/** Heart rate from the annotations of the same 8 s. */
	annotated: number;
}

/** The heart rate the monitor gives at each full second, beside the annotated one. */
function bySecond({ samplingRateHz, signal, beats }: RecordedEcg): Second[] {
	const monitor = new EcgMonitor({ samplingRateHz });
	const seconds: Second[] = [];
	signal.forEach((mv, i) => {
		monitor.push(mv);
		if ((i + 1) % samplingRateHz > 0) return;
		const at = (i + 1) / samplingRateHz;
		const recent = beats.filter((beat) => beat > (at - 8) * samplingRateHz && beat <= i);
		const span = (recent[recent.length - 1]! - recent[0]!) / samplingRateHz;
		seconds.push({ at, given: monitor.reading.heartRate, annotated: (60 * (recent.length - 1)) / span });
	});
	return seconds;
}

function isWithinTenPercent({ given, annotated }: Second): boolean {
	return given !== undefined && Math.abs(given - annotated) <= 0.1 * annotated;
}

const share = (list: readonly Second[], test: (second: Second) => boolean): number =>
	list.filter(test).length / list.length;

describe.each(["noise12dB", "noise0dB"] as const)("EcgMonitor on %s", (name) => {
	it("gives a heart rate within 10 % of the annotated one at least 95 % of the times it gives one", () => {
		const given = bySecond(recordedEcg[name]()).filter((second) => second.given !== undefined);
		expect(share(given, isWithinTenPercent)).toBeGreaterThanOrEqual(0.95);
	});

	it("knows the heart rate of the noise-free stretch at least 95 % of the time, from the third second on", () => {
		const clean = bySecond(recordedEcg[name]()).filter(({ at }) => at <= NOISE_FREE_S);
		expect(share(clean, ({ given }) => given !== undefined)).toBeGreaterThanOrEqual(0.95);
		expect(clean.findIndex(({ given }) => given !== undefined)).toBeLessThanOrEqual(2);
	});
});

describe("EcgMonitor", () => {
	it("says unknown through most of the noise at 0 dB but not at 12 dB", () => {
		const known = (record: RecordedEcg): number =>
			share(
				bySecond(record).filter(({ at }) => at > NOISE_FREE_S + 8),
				({ given }) => given !== undefined,
			);
		expect(known(recordedEcg.noise0dB())).toBeLessThan(0.4);
		expect(known(recordedEcg.noise12dB())).toBeGreaterThan(0.9);
	});

	it("gives heart rate and variability of a calm heart", () => {
		const { samplingRateHz, signal } = recordedEcg.calm();
		const monitor = new EcgMonitor({ samplingRateHz });
		for (const mv of signal) monitor.push(mv);
		const { heartRate, rmssd, sdnn, quality } = monitor.reading;
		expect(heartRate).toBeCloseTo(61, -1);
		expect(rmssd).toBeGreaterThan(10);
		expect(rmssd).toBeLessThan(60);
		expect(sdnn).toBeLessThan(80);
		expect(quality).toBeGreaterThan(0.9);
	});

	it("computes variability that agrees with the intervals the beats were made with", () => {
		const intervals = Array.from({ length: 80 }, (_, i) => 0.8 + 0.05 * Math.sin(i / 2.3));
		let at = 0.5;
		const beats = [{ at }];
		for (const interval of intervals) {
			at += interval;
			beats.push({ at });
		}
		const monitor = new EcgMonitor({ samplingRateHz: 1_000 });
		for (const mv of syntheticEcg(beats, at + 1, 1_000)) monitor.push(mv);
		const inWindow = intervals.slice(-74).map((interval) => interval * 1_000);
		const steps = inWindow.slice(1).map((interval, i) => (interval - inWindow[i]!) ** 2);
		const expected = Math.sqrt(steps.reduce((sum, square) => sum + square, 0) / steps.length);
		expect(monitor.reading.rmssd! / expected).toBeCloseTo(1, 1);
	});

	it("knows nothing after a reset", () => {
		const monitor = new EcgMonitor({ samplingRateHz: 250 });
		const beats = Array.from({ length: 20 }, (_, i) => ({ at: 0.5 + i }));
		for (const mv of syntheticEcg(beats, 20, 250)) monitor.push(mv);
		expect(monitor.reading.heartRate).toBeCloseTo(60, 6);
		monitor.reset();
		expect(monitor.reading).toEqual({ heartRate: undefined, rmssd: undefined, sdnn: undefined, quality: 0 });
	});
});
