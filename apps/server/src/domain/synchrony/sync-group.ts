import {
	SYNCHRONY_LIMITS,
	type SynchronyKind,
	type SynchronyMember,
	type SynchronyPair,
	type SynchronyRefusal,
	type SynchronyUpdate,
} from "@sensocto/protocol";
import {
	GRID_MS,
	groupIndex,
	pairLag,
	phaseLocking,
	phaseNumber,
	type ShiftTest,
	SIGNIFICANT,
	SyncVerdict,
} from "@sensocto/signals";
import type { SyncMember } from "./sync-member.ts";

/** Stretch the index and the pairs speak about, in s. */
const WINDOW_S = 30;
const WINDOW = (WINDOW_S * 1_000) / GRID_MS;

/** From this index on people seem to keep step, and should be told why that is not called so. */
const SEEMS_IN_STEP = 0.5;

/** A member whose newest phase is older than that holds the others up no longer, in ms. */
const SILENT_MS = 12_000;

/** Share of the window that an index rests on at least. */
const LEAST_KNOWN = 0.8;

/** Pairs are compared anew at every second step. */
const PAIRS_EVERY = 2;

/** Phase locking a pair needs before one of the two is said to lead; strangers reach it now and then. */
const LEADING_PLV = 0.7;

/** What a group of sensors has in common, step by step. */
export class SyncGroup {
	readonly kind: SynchronyKind;
	readonly #test: ShiftTest;
	readonly #verdict = new SyncVerdict();
	#pairs: SynchronyPair[] = [];
	#steps = 0;

	constructor(kind: SynchronyKind, test: ShiftTest) {
		this.kind = kind;
		this.#test = test;
	}

	/**
	 * Compares the members at the newest instant whose phases are known of all that count.
	 *
	 * @param nowMs server time.
	 */
	read(members: readonly SyncMember[], nowMs: number): SynchronyUpdate {
		const refusals = members.map((member) => refusalOf(member, nowMs));
		const accepted = members.filter((_, i) => refusals[i] === undefined);
		const end =
			accepted.length > 0 ? Math.min(...accepted.map(({ track }) => track.end)) : phaseNumber(nowMs);
		const tracks = accepted.map(({ track }) => track);
		const group = tracks.length > 1 ? groupIndex(tracks, end - WINDOW, end) : undefined;
		const known = group !== undefined && group.known >= LEAST_KNOWN ? group : undefined;
		const pValue = known && this.#test.pValue(tracks, end);
		const inSync = this.#verdict.update(end * GRID_MS, pValue);
		const isTooEven =
			pValue !== undefined &&
			pValue > SIGNIFICANT &&
			known!.index >= SEEMS_IN_STEP &&
			this.#test.isEven(tracks, end);
		if (this.#steps++ % PAIRS_EVERY === 0) this.#pairs = comparePairs(accepted, end);
		return {
			kind: this.kind,
			at: (end - 1) * GRID_MS,
			window_s: WINDOW_S,
			members: members.map((member, i) => describe(member, end - 1, refusals[i])),
			index: known ? digits(known.index, 3) : null,
			p_value: pValue === undefined ? null : digits(pValue, 3),
			ready_in_s: this.#test.secondsMissing(tracks, end),
			verdict: accepted.length < 2 ? "too few" : inSync ? "in sync" : "not distinguishable from chance",
			...(isTooEven && { too_even: true as const }),
			raw_r: known ? digits(known.rawR, 3) : null,
			pairs: this.#pairs,
		};
	}
}

function refusalOf({ track }: SyncMember, nowMs: number): SynchronyRefusal | undefined {
	if (track.end * GRID_MS < nowMs - SILENT_MS) return "silent";
	return track.refusal;
}

function describe(member: SyncMember, at: number, reason: SynchronyRefusal | undefined): SynchronyMember {
	const { attribute, sensorId, spectrum, track } = member;
	const [cos, sin] = [track.cos(at), track.sin(at)];
	const known = cos !== 0 || sin !== 0;
	const rate = known ? track.rateHz(at) : undefined;
	return {
		sensor_id: sensorId,
		attribute_id: attribute.id,
		phase: known ? digits((Math.atan2(sin, cos) + 2 * Math.PI) % (2 * Math.PI), 3) : null,
		rate_hz: rate === undefined ? null : digits(rate, 4),
		quality: digits(track.quality, 2),
		accepted: reason === undefined,
		...(reason === undefined ? {} : { reason }),
		...(spectrum === undefined ? {} : { spectrum }),
	};
}

/** The pairs that keep step best, with who is ahead. */
function comparePairs(members: readonly SyncMember[], end: number): SynchronyPair[] {
	if (members.length > SYNCHRONY_LIMITS.pairedMembers) return [];
	const found: { a: SyncMember; b: SyncMember; plv: number }[] = [];
	members.forEach((a, i) => {
		for (const b of members.slice(i + 1)) {
			const plv = phaseLocking(a.track, b.track, end - WINDOW, end);
			if (plv !== undefined) found.push({ a, b, plv });
		}
	});
	return found
		.sort((one, other) => other.plv - one.plv)
		.slice(0, SYNCHRONY_LIMITS.pairs)
		.map(({ a, b, plv }) => {
			const lag = pairLag(a.track, b.track, end - WINDOW, end);
			const leader = plv < LEADING_PLV ? undefined : lag?.leader;
			return {
				a: a.sensorId,
				b: b.sensorId,
				plv: digits(plv, 2),
				lag_ms: lag === undefined ? null : Math.round(lag.lagMs),
				leader: leader === undefined ? null : [a, b][leader]!.sensorId,
			};
		});
}

function digits(value: number, count: number): number {
	const scale = 10 ** count;
	return Math.round(value * scale) / scale;
}
