import { matchBeats } from "../packages/signals/src/fixtures/beat-matching.ts";
import { detectBeats } from "../packages/signals/src/fixtures/detect-beats.ts";
import {
	NOISE_FREE_S,
	type RecordedEcg,
	recordedEcg,
} from "../packages/signals/src/fixtures/recorded-ecg.ts";
import { EcgMonitor } from "../packages/signals/src/index.ts";
import type { BenchContext, Figure, Result } from "./benchmark.ts";
import { median, significant } from "./statistics.ts";

export const name = "signals";
export const description =
	"R-peak detection on annotated ECG of the MIT-BIH Noise Stress Test Database (±75 ms, one to one): cost and accuracy";
export const target =
	"≤ 1 µs per sample; F1 ≥ .99 without noise and ≥ .98 at 12 dB; at 0 dB a heart rate, where given, within 10 % ≥ 95 % of the time, known ≥ 95 % of the noise-free time";

/** Passes over a recording in one timed stretch. */
const PASSES = 20;

const share = (value: number): Figure => ({ value: significant(value), unit: "" });

function f1(record: RecordedEcg, untilS = Number.POSITIVE_INFINITY): number {
	const end = untilS * record.samplingRateHz;
	const found = detectBeats(record.signal, record.samplingRateHz).filter((beat) => beat < end);
	return matchBeats(
		record.beats.filter((beat) => beat < end),
		found,
		record.samplingRateHz,
	).f1;
}

function microsecondsPerSample(record: RecordedEcg): number {
	const started = performance.now();
	for (let pass = 0; pass < PASSES; pass++) detectBeats(record.signal, record.samplingRateHz);
	return ((performance.now() - started) * 1_000) / (PASSES * record.signal.length);
}

/** How often a heart rate is given each second, and how often it is right, before and in the noise. */
function heartRate({ samplingRateHz, signal, beats }: RecordedEcg): {
	right: number;
	knownClean: number;
	knownNoisy: number;
} {
	const monitor = new EcgMonitor({ samplingRateHz });
	const seconds: { at: number; known: boolean; right: boolean }[] = [];
	signal.forEach((mv, i) => {
		monitor.push(mv);
		if ((i + 1) % samplingRateHz > 0) return;
		const at = (i + 1) / samplingRateHz;
		const recent = beats.filter((beat) => beat > (at - 8) * samplingRateHz && beat <= i);
		const span = (recent[recent.length - 1]! - recent[0]!) / samplingRateHz;
		const annotated = (60 * (recent.length - 1)) / span;
		const given = monitor.reading.heartRate;
		seconds.push({
			at,
			known: given !== undefined,
			right: given !== undefined && Math.abs(given - annotated) <= annotated / 10,
		});
	});
	const known = (list: typeof seconds): number => list.filter((second) => second.known).length / list.length;
	const given = seconds.filter((second) => second.known);
	return {
		right: given.filter((second) => second.right).length / given.length,
		knownClean: known(seconds.filter((second) => second.at <= NOISE_FREE_S)),
		knownNoisy: known(seconds.filter((second) => second.at > NOISE_FREE_S)),
	};
}

export async function run(context: BenchContext): Promise<Result> {
	const [twelve, zero] = [recordedEcg.noise12dB(), recordedEcg.noise0dB()];
	microsecondsPerSample(twelve);
	const cost = median(Array.from({ length: context.repeats }, () => microsecondsPerSample(twelve)));
	const clean = Math.min(f1(twelve, NOISE_FREE_S), f1(zero, NOISE_FREE_S));
	const noisy = f1(twelve);
	const [at12, at0] = [heartRate(twelve), heartRate(zero)];
	const right = Math.min(at12.right, at0.right);
	const knownClean = Math.min(at12.knownClean, at0.knownClean);
	return {
		figures: {
			cost: { value: significant(cost, 3), unit: "µs/sample" },
			"F1 noise-free": share(clean),
			"F1 at 12 dB": share(noisy),
			"F1 at 0 dB": share(f1(zero)),
			"heart rate right at 12 dB": share(at12.right),
			"heart rate right at 0 dB": share(at0.right),
			"known noise-free": share(knownClean),
			"known at 12 dB": share(at12.knownNoisy),
			"known at 0 dB": share(at0.knownNoisy),
		},
		met: cost <= 1 && clean >= 0.99 && noisy >= 0.98 && right >= 0.95 && knownClean >= 0.95,
		acceptable: cost <= 1 / 0.6 && clean >= 0.99 && noisy >= 0.98 && right >= 0.95 && knownClean >= 0.95,
	};
}
