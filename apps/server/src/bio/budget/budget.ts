import { type CapacityEvidence, estimateCapacity, UNKNOWN_CAPACITY } from "./budget-capacity.ts";

/** The budget as it stands. */
export interface BudgetState {
	/** Cost units per second that may be spent. */
	readonly unitsPerSecond: number;
	/** Estimated cost units per second at which pressure reaches 1. */
	readonly capacity: number;
}

/** What moves the budget. */
export interface BudgetInput extends CapacityEvidence {
	/** Frames wait longer than 200 ms before they are read. */
	readonly emergency: boolean;
	/**
	 * Cost units per second that are spent at the least, since the device contract allows no longer windows; 0 by
	 * default.
	 */
	readonly held?: number;
}

/** Gain per second while the pressure is above the set-point. */
const GAIN_DOWN = 0.6;

/** Gain per second while it is below: giving back is done with care. */
const GAIN_UP = 0.12;

/** Distance from the set-point that is left alone. */
const DEADBAND = 0.02;

/** Factor on the way down in an emergency. */
const EMERGENCY = 2;

/** Bounds of the budget as parts of the estimated capacity. */
const LEAST_PART = 0.1;
const GREATEST_PART = 1.2;

/**
 * Longest time one step accounts for, in ms: a clock that jumped or a process that was stopped says nothing about it.
 */
const LONGEST_STEP_MS = 2_000;

/** The budget of a node that has never been near its limit. */
export const INITIAL_BUDGET: BudgetState = {
	unitsPerSecond: UNKNOWN_CAPACITY * GREATEST_PART,
	capacity: UNKNOWN_CAPACITY,
};

/**
 * Moves the budget one step towards the pressure aimed at: B ← B·exp(g·e·dt) with e = set-point − pressure.
 *
 * The gain is greater downwards, doubled in an emergency, which also lets nothing grow; near the set-point nothing
 * moves. The result stays within .1 and 1.2 of the estimated capacity. It has never further to go than it has an
 * effect: while it slows nothing it stands as high as it may and starts from what is demanded when pressure comes;
 * and it does not fall below what is spent anyway.
 */
export function stepBudget(state: BudgetState, input: BudgetInput): BudgetState {
	const dtMs = Math.min(Math.max(input.dtMs, 0), LONGEST_STEP_MS);
	const capacity = estimateCapacity(state.capacity, { ...input, dtMs });
	const error = input.setPoint - input.pressure;
	let gain = error < 0 ? GAIN_DOWN : GAIN_UP;
	if (Math.abs(error) < DEADBAND) gain = 0;
	if (input.emergency) gain = error < 0 ? gain * EMERGENCY : 0;
	const from = input.limited
		? state.unitsPerSecond
		: unlimited(state.unitsPerSecond, error, input.granted, capacity);
	const moved = from * Math.exp((gain * error * dtMs) / 1_000);
	const least = Math.max(LEAST_PART * capacity, input.held ?? 0);
	return { unitsPerSecond: Math.min(Math.max(moved, least), GREATEST_PART * capacity), capacity };
}

/**
 * Where a budget starts from while it slows nothing: what is beyond all demand has no effect, and need be neither
 * taken back nor earned.
 */
function unlimited(budget: number, error: number, demanded: number, capacity: number): number {
	if (error < -DEADBAND) return Math.min(budget, demanded);
	return error > DEADBAND ? Math.max(budget, GREATEST_PART * capacity) : budget;
}
