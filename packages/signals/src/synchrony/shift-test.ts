import { GRID_HZ } from "../phase/analytic-band.ts";
import type { PhaseTrack } from "../phase/phase-track.ts";
import { leastRanks } from "./least-ranks.ts";
import { agreement, type History, selfLocking } from "./phase-history.ts";
import { spreadShifts } from "./spread-shifts.ts";

/** Surrogates a p-value rests on. */
const SURROGATES = 200;
/** The phases are compared once a second. */
const STEP = GRID_HZ;
/** Instants compared at most: the last minute, and the last two. */
const COMPARED = [60, 120] as const;
/** Seconds of phases from which surrogates are drawn at most: 8 minutes. */
const HISTORY = 480;
/** Seconds of phases a member needs to count. */
const LEAST_HISTORY = 60;
/** Least share of the compared instants at which two phases must be known. */
const LEAST_KNOWN = 1 / 3;
/** Seconds of phases after which more of them would hardly help to tell two even rhythms apart. */
const LONG_HISTORY = 300;
/** A rhythm that keeps step with its own past as closely as this is even. */
const EVEN = 0.8;

/**
 * Tells how often strangers would keep step as closely as a group does.
 *
 * Each surrogate shifts every member's phases within the last 8 minutes by a time of its own and looks at the stretch
 * that comes to lie under the present; this keeps each one's rhythm with all its regularity and breaks only what ties it
 * to the others. Shifts that would carry the circle's seam into that stretch are left out: the jump there makes
 * surrogates look less in step than strangers are. The shifts of one surrogate are spread over the time there is, so that
 * no two members are left together, and they are the same at each look, so that p moves only when phases do.
 *
 * Both the last minute and the last two are compared, and the more surprising of them counts, in surrogates as well
 * (Westfall and Young 1993): the minute finds a group soon, the two tell people in step from strangers who happen to
 * share a nearly constant rate, since these drift apart.
 */
export class ShiftTest {
	readonly #shifts = new Map<number, readonly Float64Array[]>();
	readonly #random: () => number;
	readonly #members: number;

	/** @param random uniform numbers in 0..1. @param members most members of a group. */
	constructor(random: () => number, members: number) {
		this.#random = random;
		this.#members = members;
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
		const histories = this.#histories(all, end);
		if (histories === undefined) return undefined;
		const { length } = histories[0]!.cos;
		const [minute, most] = COMPARED.map((seconds) => Math.min(seconds, length >> 1)) as [number, number];
		const offsets = new Int32Array(histories.length).fill(length - most);
		const observed = agreement(histories, offsets, most, minute);
		const pairs = histories.length * (histories.length - 1);
		if (observed.newestPairs < LEAST_KNOWN * minute * pairs) return undefined;
		const whole = [observed.index];
		const newest = [observed.newest];
		for (const shifts of this.#shiftsOf(histories.length)) {
			for (let m = 0; m < histories.length; m++) offsets[m] = Math.floor(shifts[m]! * (length - most + 1));
			const surrogate = agreement(histories, offsets, most, minute);
			whole.push(surrogate.index);
			newest.push(surrogate.newest);
		}
		const ranks = leastRanks([whole, newest]);
		return ranks.filter((rank) => rank <= ranks[0]!).length / ranks.length;
	}

	/**
	 * Whether everybody's rhythm is so even that it keeps step with its own past: then any two with about the same rate
	 * would seem to keep step, and the phases cannot tell chance from more.
	 */
	isEven(all: readonly PhaseTrack[], end: number): boolean {
		const histories = this.#histories(all, end);
		if (histories === undefined || histories[0]!.cos.length < LONG_HISTORY) return false;
		return histories.every((history) => selfLocking(history, COMPARED[1]) >= EVEN);
	}

	/** Phases of those who count, as far back as all of them are known; undefined when they are too few or too many. */
	#histories(all: readonly PhaseTrack[], end: number): History[] | undefined {
		const tracks = all.filter((track) => secondsKnown(track, end) >= LEAST_HISTORY);
		if (tracks.length < 2 || tracks.length > this.#members) return undefined;
		const length = Math.min(...tracks.map((track) => secondsKnown(track, end)));
		return tracks.map((track) => historyOf(track, end, length));
	}

	#shiftsOf(members: number): readonly Float64Array[] {
		let shifts = this.#shifts.get(members);
		if (shifts === undefined) {
			shifts = Array.from({ length: SURROGATES }, () => spreadShifts(members, this.#random));
			this.#shifts.set(members, shifts);
		}
		return shifts;
	}
}

/** Seconds of phases before the instant `end`, 0 to 480. */
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
