import type { PhaseTrack } from "../phase/phase-track.ts";

/** How closely a group keeps step. */
export interface GroupIndex {
	/** Debiased phase consistency, −1 / (N − 1) .. 1; 0 is what strangers have on average. */
	index: number;
	/** Plain Kuramoto order parameter R, 0..1; with few members strangers have a high one. */
	rawR: number;
	/** Share of the instants at which two phases at least are known, 0..1. */
	known: number;
}

/**
 * How closely phases agree on average over the instants `from` (included) to `to` (excluded).
 *
 * At each instant (N·R² − 1) / (N − 1) with R = |Σ exp(iφ)| / N (Kuramoto 1984) is the mean cosine of the phase
 * differences of all pairs: the pairwise phase consistency of Vinck et al. 2010 (NeuroImage 51:112), whose expectation
 * does not depend on N. Instants count by the pairs whose phases are known.
 *
 * @returns undefined when no two phases are ever known at the same instant.
 */
export function groupIndex(tracks: readonly PhaseTrack[], from: number, to: number): GroupIndex | undefined {
	let excess = 0;
	let pairs = 0;
	let order = 0;
	let instants = 0;
	for (let n = from; n < to; n++) {
		let re = 0;
		let im = 0;
		let known = 0;
		for (const track of tracks) {
			const cos = track.cos(n);
			const sin = track.sin(n);
			if (cos === 0 && sin === 0) continue;
			known++;
			re += cos;
			im += sin;
		}
		if (known < 2) continue;
		const square = re * re + im * im;
		excess += square - known;
		pairs += known * (known - 1);
		order += Math.sqrt(square) / known;
		instants++;
	}
	if (pairs === 0) return undefined;
	return {
		index: Math.min(1, excess / pairs),
		rawR: Math.min(1, order / instants),
		known: instants / (to - from),
	};
}
