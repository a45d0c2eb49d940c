import type { SystemLoad } from "@sensocto/protocol";
import type { OutcomeMinute } from "../wires.ts";

/** The pressure aimed at, and how long all has been well. */
export interface SetPointState {
	/** .55 to .85. */
	readonly pressure: number;
	/** Minutes in a row in which viewers were served well within the limits. */
	readonly goodMinutes: number;
	/** Minutes since the budget last slowed something, within the good ones; infinite when it has not. */
	readonly sinceLimited: number;
	/** Server time of the last outcome in ms. */
	readonly at: number;
}

/** The range of the set-point. */
export const SET_POINT = { least: 0.55, initial: 0.75, greatest: 0.85 } as const;

/** Limits of a minute's outcome in ms: beyond either the node is too full. */
const LOOP_DELAY_MS = 50;
const AGE_HIGH_MS = 250;

const STEP_DOWN = 0.01;
const STEP_UP = 0.002;

/** Good minutes in a row before the set-point rises. */
const GOOD_MINUTES = 10;

/** Longest time between two outcomes that still counts as in a row, in ms. */
const LONGEST_GAP_MS = 150_000;

/** A pressure from which the label critical ends reliably. */
const LEAVES_CRITICAL = 0.72;

/** The set-point before anything was learned. */
export const INITIAL_SET_POINT: SetPointState = {
	pressure: SET_POINT.initial,
	goodMinutes: 0,
	sinceLimited: Number.POSITIVE_INFINITY,
	at: 0,
};

/** Whether the event loop was late because others had the processor cores: taking work from this node helps nobody. */
export function waitedForCores({ loopDelayP99Ms, ownLoopDelayP99Ms }: OutcomeMinute): boolean {
	return loopDelayP99Ms > LOOP_DELAY_MS && ownLoopDelayP99Ms <= LOOP_DELAY_MS;
}

/** Whether somebody watched something closely: then its age is known. */
export function watched({ ageHighP95Ms }: OutcomeMinute): boolean {
	return ageHighP95Ms > 0;
}

/**
 * Moves the set-point by how viewers were served in the last minute.
 *
 * A minute beyond a limit lowers it by .01, unless the process waited for a processor core that others had. It rises by
 * .002 with each minute that completes ten in which both figures stayed below half their limits, if the budget slowed
 * something in those ten: more room is asked for only where it is needed, and never while anything tells of overload.
 * Calm minutes in which nobody watches say nothing of the service: they neither count nor begin the ten anew.
 */
export function stepSetPoint(state: SetPointState, outcome: OutcomeMinute): SetPointState {
	const { ageHighP95Ms, at, limited, loopDelayP99Ms } = outcome;
	const beyond = loopDelayP99Ms > LOOP_DELAY_MS || ageHighP95Ms > AGE_HIGH_MS;
	const over = beyond && !waitedForCores(outcome);
	const calm = loopDelayP99Ms < LOOP_DELAY_MS / 2 && ageHighP95Ms < AGE_HIGH_MS / 2;
	const counts = watched(outcome) ? 1 : 0;
	const follows = calm && state.goodMinutes > 0 && at - state.at <= LONGEST_GAP_MS;
	const goodMinutes = calm ? (follows ? state.goodMinutes : 0) + counts : 0;
	const before = follows ? state.sinceLimited : Number.POSITIVE_INFINITY;
	const sinceLimited = calm && limited ? 0 : calm ? before + counts : Number.POSITIVE_INFINITY;
	const rises = counts > 0 && goodMinutes >= GOOD_MINUTES && sinceLimited < GOOD_MINUTES;
	const moved = state.pressure + (over ? -STEP_DOWN : rises ? STEP_UP : 0);
	return { pressure: clampSetPoint(moved), goodMinutes, sinceLimited, at };
}

/**
 * The pressure that the budget aims at under a load label: at critical load at most {@link LEAVES_CRITICAL}.
 *
 * The label ends only after ten seconds below .77, and devices that nobody looks at are paused as long as it lasts. A
 * set-point just below that, in the noise, would keep them paused for as long as there is anything to do.
 */
export function aim(setPoint: number, label: SystemLoad): number {
	return label === "critical" ? Math.min(setPoint, LEAVES_CRITICAL) : setPoint;
}

/** A set-point within its range, free of the dust of adding up steps. */
export function clampSetPoint(pressure: number): number {
	const rounded = Math.round(pressure * 1e6) / 1e6;
	return Math.min(Math.max(rounded, SET_POINT.least), SET_POINT.greatest);
}
