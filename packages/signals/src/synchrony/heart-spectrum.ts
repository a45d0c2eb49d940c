import { cleanIntervals } from "../clean-intervals.ts";
import { bandPower, powerSpectrum } from "./power-spectrum.ts";

/** The bands of heart rate variability in Hz (Task Force 1996, Circulation 93:1043). */
const LOW_HZ = [0.04, 0.15] as const;
const HIGH_HZ = [0.15, 0.4] as const;
const RATE_HZ = 4;
/** Samples of a segment: 64 s, in which the slowest oscillation of the low band passes two and a half times. */
const SEGMENT = 256;
/** Least length of the series in ms. */
const LEAST_MS = 120_000;
/** Longest stretch without a clean interval, in ms. */
const LONGEST_GAP_MS = 5_000;

/** Power of heart rate variability by band. */
export interface HeartSpectrum {
	/** Power from .04 to .15 Hz and from .15 to .4 Hz, in ms². */
	low: number;
	high: number;
	/** Low by high; infinite without any power in the high band. */
	ratio: number;
}

/**
 * LF and HF power of heart rate variability, by Welch's method on the clean intervals at 4 Hz.
 *
 * @param timesMs end of each interval between beats, in ms, ascending.
 * @param intervalsMs its length in ms.
 * @returns undefined for less than 2 minutes, or with a stretch of more than 5 s without a clean interval.
 */
export function heartSpectrum(
	timesMs: readonly number[],
	intervalsMs: readonly number[],
): HeartSpectrum | undefined {
	const clean = cleanIntervals(intervalsMs);
	const t = timesMs.filter((_, i) => clean[i]);
	const v = intervalsMs.filter((_, i) => clean[i]);
	if (t.length < 2 || t.at(-1)! - t[0]! < LEAST_MS) return undefined;
	if (t.some((time, i) => i > 0 && time - t[i - 1]! > LONGEST_GAP_MS)) return undefined;
	const signal = new Float64Array(Math.floor(((t.at(-1)! - t[0]!) * RATE_HZ) / 1_000));
	for (let i = 0, k = 1; i < signal.length; i++) {
		const at = t[0]! + (i * 1_000) / RATE_HZ;
		while (t[k]! < at) k++;
		signal[i] = v[k - 1]! + ((v[k]! - v[k - 1]!) * (at - t[k - 1]!)) / (t[k]! - t[k - 1]!);
	}
	const spectrum = powerSpectrum(signal, RATE_HZ, SEGMENT);
	if (spectrum === undefined) return undefined;
	const [low, high] = [bandPower(spectrum, ...LOW_HZ), bandPower(spectrum, ...HIGH_HZ)];
	return { low, high, ratio: low / high };
}
