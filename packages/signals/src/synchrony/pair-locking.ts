import { GRID_HZ } from "../phase/analytic-band.ts";
import type { PhaseTrack } from "../phase/phase-track.ts";

/** Longest lag looked for, in grid steps: 10 s. */
const MAX_LAG = 10 * GRID_HZ;
/** A lag counts when the signals agree at least that well with it. */
const LEAST_CORRELATION = 0.5;
/** Lags that agree nearly as well as the best one are one answer of a rhythm; the shortest is taken. */
const AS_GOOD = 0.05;
/** Shorter lags name no leader: phases are not read more exactly than that, in ms. */
const LEAST_LEAD_MS = 250;
/** Nor do lags near half a cycle: who is half a cycle late is half a cycle early as well. */
const CLEAR_SHARE = 0.4;

/** How one oscillation follows another. */
export interface PairLag {
	/** How much later the second one is, in ms; negative when it is earlier. */
	lagMs: number;
	/** Correlation of the two at that lag, 0..1. */
	correlation: number;
	/** Which one is ahead, or undefined when that cannot be told. */
	leader: 0 | 1 | undefined;
}

/**
 * Phase locking value |mean exp(i(φa − φb))| over the instants `from` to `to` (Lachaux et al. 1999), 0..1.
 *
 * It does not mind a constant lag. Short stretches make it high by chance: strangers have about .3 on average over 30 s.
 *
 * @returns undefined when the two are known together at less than a third of the instants.
 */
export function phaseLocking(a: PhaseTrack, b: PhaseTrack, from: number, to: number): number | undefined {
	let re = 0;
	let im = 0;
	let known = 0;
	for (let n = from; n < to; n++) {
		const [ca, sa, cb, sb] = [a.cos(n), a.sin(n), b.cos(n), b.sin(n)];
		if ((ca === 0 && sa === 0) || (cb === 0 && sb === 0)) continue;
		known++;
		re += ca * cb + sa * sb;
		im += sa * cb - ca * sb;
	}
	return known * 3 < to - from ? undefined : Math.min(1, Math.hypot(re, im) / known);
}

/**
 * Finds the lag within ±10 s at which two oscillations agree best over the instants `from` to `to`.
 *
 * The correlation is that of the signals within the band, over what overlaps at each lag.
 *
 * @returns undefined when they agree at no lag.
 */
export function pairLag(a: PhaseTrack, b: PhaseTrack, from: number, to: number): PairLag | undefined {
	const first = Float64Array.from({ length: to - from }, (_, i) => a.band(from + i));
	const second = Float64Array.from({ length: to - from }, (_, i) => b.band(from + i));
	const curve = Float64Array.from({ length: 2 * MAX_LAG + 1 }, (_, i) =>
		correlationAt(first, second, i - MAX_LAG),
	);
	const peak = shortestPeak(curve);
	if (peak === undefined) return undefined;
	const lagMs = ((peak + vertex(curve, peak) - MAX_LAG) * 1_000) / GRID_HZ;
	const rate = ((a.rateHz(to - 1) ?? 0) + (b.rateHz(to - 1) ?? 0)) / 2;
	const clear =
		Math.abs(lagMs) >= LEAST_LEAD_MS && rate > 0 && Math.abs(lagMs) < (CLEAR_SHARE * 1_000) / rate;
	return { lagMs, correlation: curve[peak]!, leader: clear ? (lagMs > 0 ? 0 : 1) : undefined };
}

/** Correlation of a(t) with b(t + lag). */
function correlationAt(a: Float64Array, b: Float64Array, lag: number): number {
	let product = 0;
	let powerA = 0;
	let powerB = 0;
	for (let i = Math.max(0, -lag); i < Math.min(a.length, a.length - lag); i++) {
		const x = a[i]!;
		const y = b[i + lag]!;
		product += x * y;
		powerA += x * x;
		powerB += y * y;
	}
	return powerA > 0 && powerB > 0 ? product / Math.sqrt(powerA * powerB) : 0;
}

/** The peak nearest to no lag among those that are about as high as the highest. */
function shortestPeak(curve: Float64Array): number | undefined {
	const peaks: number[] = [];
	for (let i = 1; i < curve.length - 1; i++)
		if (curve[i]! >= curve[i - 1]! && curve[i]! > curve[i + 1]!) peaks.push(i);
	const highest = Math.max(...peaks.map((i) => curve[i]!));
	return peaks
		.filter((i) => curve[i]! >= Math.max(LEAST_CORRELATION, highest - AS_GOOD))
		.sort((i, j) => Math.abs(i - MAX_LAG) - Math.abs(j - MAX_LAG))[0];
}

/** Where the parabola through a peak and its neighbours has its top, −.5 to .5 steps from the peak. */
function vertex(curve: Float64Array, peak: number): number {
	const [before, at, after] = [curve[peak - 1]!, curve[peak]!, curve[peak + 1]!];
	const bend = before - 2 * at + after;
	return bend === 0 ? 0 : (before - after) / (2 * bend);
}
