import type { Beat } from "./heart-rhythm.ts";

/** Heart rate variability of a stretch, in ms. */
export interface HeartRateVariability {
	/** Root mean square of successive differences of normal intervals. */
	rmssd: number;
	/** Standard deviation of normal intervals. */
	sdnn: number;
}

/** Mean heart rate of a run of beats in beats a minute, or undefined with fewer than two. */
export function meanHeartRate(beats: readonly Beat[]): number | undefined {
	const first = beats[0];
	const last = beats.at(-1);
	if (!first || !last || last.index === first.index) return undefined;
	return (60 * (last.index - first.index)) / (last.timeS - first.timeS);
}

/**
 * RMSSD and SDNN of a run of beats; undefined with fewer than three usable differences.
 *
 * Intervals that begin or end at an ectopic beat are left out, and so are differences across them (Task Force of the
 * ESC and NASPE 1996).
 */
export function heartRateVariability(beats: readonly Beat[]): HeartRateVariability | undefined {
	const normal: number[] = [];
	let squares = 0;
	let differences = 0;
	let previous: number | undefined;
	for (let i = 1; i < beats.length; i++) {
		const from = beats[i - 1]!;
		const to = beats[i]!;
		if (from.ectopic || to.ectopic) {
			previous = undefined;
			continue;
		}
		const interval = 1000 * (to.timeS - from.timeS);
		normal.push(interval);
		if (previous !== undefined) {
			squares += (interval - previous) ** 2;
			differences += 1;
		}
		previous = interval;
	}
	if (differences < 3) return undefined;
	const mean = normal.reduce((sum, interval) => sum + interval, 0) / normal.length;
	const variance = normal.reduce((sum, interval) => sum + (interval - mean) ** 2, 0) / (normal.length - 1);
	return { rmssd: Math.sqrt(squares / differences), sdnn: Math.sqrt(variance) };
}
