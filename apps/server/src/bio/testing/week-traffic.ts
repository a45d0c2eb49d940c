import type { SeededRng } from "@sensocto/testkit";
import { INTEREST } from "../prediction/interest-history.ts";

export const MINUTE_MS = 60_000;
export const DAY_MINUTES = 1_440;

/** A Monday at 00:00 UTC. */
export const MONDAY = Date.UTC(2024, 0, 1);

/** How people use a sensor over the week. */
export const TRAFFIC_KINDS = ["clinic", "evenings", "saturday event", "no pattern"] as const;

export type TrafficKind = (typeof TRAFFIC_KINDS)[number];

/** Mean minutes of looking before the next decision to go, and how readily one comes while it is usual. */
const DWELL_MINUTES = 12;
const EAGERNESS = 3;

/** Days on which nothing takes place, and the standard deviation of a day's delay in minutes. */
const SKIPPED = 0.1;
const DELAY_MINUTES = 4;

/** Chance of looking where nothing is usual, and everywhere of a sensor without pattern. */
const SELDOM = 0.02;
const ANY_TIME = 0.08;

/** Chance in a minute of changing between looking and looking closely, and that a look begins as the former. */
const CHANGE = 0.05;
const BEGINS_AS_VIEW = 0.6;

/**
 * The interest in one sensor, minute by minute from Monday 00:00: a two-state process whose chances follow the week of
 * its kind, with days that are late, early or left out.
 */
export function weekTraffic(kind: TrafficKind, days: number, rng: SeededRng): Float64Array {
	const interest = new Float64Array(days * DAY_MINUTES);
	let x = 0;
	let delay = 0;
	let skipped = false;
	for (let minute = 0; minute < interest.length; minute++) {
		if (minute % DAY_MINUTES === 0) {
			delay = Math.trunc(rng.normal(0, DELAY_MINUTES));
			skipped = rng.chance(SKIPPED);
		}
		const day = Math.floor(minute / DAY_MINUTES) % 7;
		const clock = (minute - delay + DAY_MINUTES) % DAY_MINUTES;
		const usual = skipped && kind !== "no pattern" ? SELDOM : chance(kind, day, clock);
		if (x > 0 ? rng.chance((1 - usual) / DWELL_MINUTES) : rng.chance((EAGERNESS * usual) / DWELL_MINUTES))
			x = x > 0 ? 0 : rng.chance(BEGINS_AS_VIEW) ? INTEREST.view : INTEREST.close;
		if (x > 0 && rng.chance(CHANGE)) x = x === INTEREST.view ? INTEREST.close : INTEREST.view;
		interest[minute] = x;
	}
	return interest;
}

/** What is usual: weekday sessions at 09:10 and 14:30, evenings from 19:00, a Saturday from 10:00 to 15:00. */
function chance(kind: TrafficKind, day: number, clock: number): number {
	if (kind === "no pattern") return ANY_TIME;
	if (kind === "evenings") return clock >= 1_140 && clock < 1_290 ? 0.5 : SELDOM;
	if (kind === "saturday event") return day === 5 && clock >= 600 && clock < 900 ? 0.8 : SELDOM;
	if (day >= 5) return SELDOM;
	if (clock >= 550 && clock < 590) return 0.9;
	return clock >= 870 && clock < 920 ? 0.85 : SELDOM;
}
