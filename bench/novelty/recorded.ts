import { SignalWindow } from "../../apps/server/src/domain/sensors/features/signal-window.ts";
import { NOISE_FREE_S, type RecordedEcg } from "../../packages/signals/src/fixtures/recorded-ecg.ts";
import type { MakeMethod } from "./detection.ts";

/** Seconds of calm signal that are played before the noise. */
const CALM_S = 600;

/** Seconds at which either feature of a signal raises an alarm. */
function alarms(make: MakeMethod, samples: Iterable<number>, samplingRateHz: number): number[] {
	const [strength, activity] = [make(), make()];
	const found: number[] = [];
	const window = new SignalWindow((time, rms, lineLength) => {
		const verdicts = [strength.step(time, rms), activity.step(time, lineLength)];
		if (verdicts.some((verdict) => verdict !== "none")) found.push(time / 1_000);
	});
	const values = Float64Array.from(samples);
	const times = values.map((_, i) => (1_000 * i) / samplingRateHz);
	window.take(times, values, 0, values.length);
	return found;
}

function* repeated(signal: Float64Array, seconds: number, samplingRateHz: number): Generator<number> {
	for (let i = 0; i < seconds * samplingRateHz; i++) yield signal[i % signal.length]!;
}

/** Alarms an hour over a recording that is played again and again for an hour. */
export function alarmsAnHour(make: MakeMethod, { signal, samplingRateHz }: RecordedEcg): number {
	return alarms(make, repeated(signal, 3_600, samplingRateHz), samplingRateHz).length;
}

/** Seconds until electrode noise is noticed that begins after ten minutes without it; undefined when it is not. */
export function noiseNoticedS(make: MakeMethod, { signal, samplingRateHz }: RecordedEcg): number | undefined {
	const clean = signal.subarray(0, NOISE_FREE_S * samplingRateHz);
	const samples = [...repeated(clean, CALM_S, samplingRateHz), ...signal.subarray(clean.length)];
	const first = alarms(make, samples, samplingRateHz).find((at) => at > CALM_S);
	return first === undefined ? undefined : first - CALM_S;
}
