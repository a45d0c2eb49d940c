import { GRID_HZ } from "../phase/analytic-band.ts";
import type { PhaseTrack } from "../phase/phase-track.ts";

/** Surrogates a p-value rests on. */
const SURROGATES = 200;
/** The phases are compared once a second. */
const STEP = GRID_HZ;
/** Instants compared at most: the last minute. */
const COMPARED = 60;
/** Seconds of phases from which surrogates are drawn at most: 5 minutes. */
const HISTORY = 300;
/** Seconds of phases a member needs to count. */
const LEAST_HISTORY = 60;
/** Least share of the compared instants at which two phases must be known. */
const LEAST_KNOWN = 1 / 3;

/** Phases of one member once a second, as cosine, sine, and whether known; oldest first. */
interface History {
	cos: Float64Array;
	sin: Float64Array;
	known: Float64Array;
}

/**
 * Tells how often strangers would keep step as closely as a group does.
 *
 * Each surrogate shifts every member's phases on the circle of the last 5 minutes by a time of its own and looks at the
 * stretch that comes to lie under the last minute; this keeps each one's rhythm with all its regularity and breaks only
 * what ties it to the others. Shifts that would carry the circle's seam into that stretch are left out: the jump there
 * makes surrogates look less in step than strangers are, and with a circle of 30 s alone a fifth of all strangers who
 * breathe at the same rate would pass for a group. The shifts are the same at each look, so that p moves only when
 * phases do.
 */
export class ShiftTest {
	readonly #shifts: readonly Float64Array[];

	/** @param random uniform numbers in 0..1. @param members most members of a group. */
	constructor(random: () => number, members: number) {
		this.#shifts = Array.from({ length: SURROGATES }, () => Float64Array.from({ length: members }, random));
	}

	/** Seconds until two of the tracks have been known for a minute before the instant `end`, if they go on so. */
	secondsMissing(tracks: readonly PhaseTrack[], end: number): number {
		const known = tracks.map((track) => secondsKnown(track, end)).sort((a, b) => b - a);
		return Math.max(0, LEAST_HISTORY - (known[1] ?? 0));
	}

	/**
	 * Share of the surrogates, the group itself counted in, that keep step at least as closely; 1/201 .. 1.
	 *
	 * Whoever has been known for less than a minute does not count yet.
	 *
	 * @param end number after that of the newest phase to look at.
	 * @returns undefined while fewer than two count.
	 */
	pValue(all: readonly PhaseTrack[], end: number): number | undefined {
		const tracks = all.filter((track) => secondsKnown(track, end) >= LEAST_HISTORY);
		if (tracks.length < 2 || tracks.length > this.#shifts[0]!.length) return undefined;
		const length = Math.min(...tracks.map((track) => secondsKnown(track, end)));
		const compared = Math.min(COMPARED, Math.floor(length / 2));
		const histories = tracks.map((track) => historyOf(track, end, length));
		const offsets = new Int32Array(tracks.length).fill(length - compared);
		const observed = agreement(histories, offsets, compared);
		if (observed.pairs < LEAST_KNOWN * compared * tracks.length * (tracks.length - 1)) return undefined;
		let closer = 1;
		for (const shifts of this.#shifts) {
			for (let m = 0; m < tracks.length; m++) offsets[m] = Math.floor(shifts[m]! * (length - compared + 1));
			if (agreement(histories, offsets, compared).index >= observed.index) closer++;
		}
		return closer / (SURROGATES + 1);
	}
}

/** Seconds of phases before the instant `end`, 0 to 300. */
function secondsKnown(track: PhaseTrack, end: number): number {
	const seconds = Math.floor((end - track.start) / STEP);
	return Number.isNaN(seconds) ? 0 : Math.min(HISTORY, Math.max(0, seconds));
}

function historyOf(track: PhaseTrack, end: number, length: number): History {
	const at = (k: number): number => end - 1 - (length - 1 - k) * STEP;
	const cos = Float64Array.from({ length }, (_, k) => track.cos(at(k)));
	const sin = Float64Array.from({ length }, (_, k) => track.sin(at(k)));
	return { cos, sin, known: cos.map((c, k) => (c !== 0 || sin[k] !== 0 ? 1 : 0)) };
}

/** Debiased phase consistency of stretches of the histories, each from an offset of its own; hot. */
function agreement(
	histories: readonly History[],
	offsets: Int32Array,
	compared: number,
): { index: number; pairs: number } {
	let excess = 0;
	let pairs = 0;
	for (let k = 0; k < compared; k++) {
		let re = 0;
		let im = 0;
		let known = 0;
		for (let m = 0; m < histories.length; m++) {
			const at = offsets[m]! + k;
			const history = histories[m]!;
			re += history.cos[at]!;
			im += history.sin[at]!;
			known += history.known[at]!;
		}
		excess += re * re + im * im - known;
		pairs += known * (known - 1);
	}
	return { index: pairs > 0 ? excess / pairs : 0, pairs };
}
