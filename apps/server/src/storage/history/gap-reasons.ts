import type { HistoryGap, HistoryGapReason } from "@sensocto/protocol";
import { HISTORY } from "./history-limits.ts";

/** A stretch of server time in ms; one that goes on ends at infinity. */
export interface Stretch {
	readonly from: number;
	readonly to: number;
}

/** What explains gaps of a sensor, each list in order of time and without overlaps. */
export interface Absences {
	/** The server was not running. */
	readonly down: readonly Stretch[];
	/** The sensor was not connected, between two times it was. */
	readonly offline: readonly Stretch[];
	/** Its devices were asked to send nothing. */
	readonly paused: readonly Stretch[];
}

/** The last sign of life of a server or a sensor may be older than its last sample by as much, in ms. */
const LATE_MS = HISTORY.lastSeenMs + HISTORY.flushTimeoutMs;

/** Samples may be dated by as much before the connection they came by, in ms: clocks are not exact. */
const EARLY_MS = 5_000;

/**
 * Says of each gap why it is one, where the greater part of it is explained by one thing.
 *
 * A stretch in which somebody is said to be away but samples were taken is no fact, and explains nothing: it must lie
 * within the gap, but for what times are inexact. Devices that are asked to pause may send single samples, so pauses may go beyond a gap.
 *
 * @param gaps in order of time, in ms of device time.
 * @param offsetMs server time minus device time.
 */
export function explainGaps(
	gaps: readonly HistoryGap[],
	{ down, offline, paused }: Absences,
	offsetMs: number,
): HistoryGap[] {
	const known: [HistoryGapReason, StretchCursor][] = [
		["server not running", new StretchCursor(down, true)],
		["sensor offline", new StretchCursor(offline, true)],
		["left out while the server was busy", new StretchCursor(paused, false)],
	];
	return gaps.map(({ from, to }) => {
		const half = (to - from) / 2;
		const reason = known.find(([, cursor]) => cursor.overlapMs(from + offsetMs, to + offsetMs) > half)?.[0];
		return reason === undefined ? { from, to } : { from, to, reason };
	});
}

/** The stretches between spans that are in order of their beginnings; nothing before the first or behind the last. */
export function between(spans: readonly Stretch[]): Stretch[] {
	const found: Stretch[] = [];
	let end = spans[0]?.to ?? 0;
	for (const { from, to } of spans) {
		if (from > end) found.push({ from: end, to: from });
		end = Math.max(end, to);
	}
	return found;
}

/** Goes through stretches once, as gaps are asked for in order of time. */
class StretchCursor {
	readonly #stretches: readonly Stretch[];
	readonly #isWhole: boolean;
	#next = 0;

	/** @param isWhole counts only stretches that lie within the gap. */
	constructor(stretches: readonly Stretch[], isWhole: boolean) {
		this.#stretches = stretches;
		this.#isWhole = isWhole;
	}

	/** How much of a gap the stretches cover, in ms. */
	overlapMs(from: number, to: number): number {
		const all = this.#stretches;
		while (this.#next < all.length && all[this.#next]!.to <= from) this.#next++;
		let sum = 0;
		for (let index = this.#next; index < all.length && all[index]!.from < to; index++) {
			const each = all[index]!;
			if (this.#isWhole && (each.from < from - LATE_MS || each.to > to + EARLY_MS)) continue;
			sum += Math.min(each.to, to) - Math.max(each.from, from);
		}
		return sum;
	}
}
