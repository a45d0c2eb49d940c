import type { AttentionLevel } from "@sensocto/protocol";

/** Slowest and fastest rate of a stream in Hz, and whether it may be paused when even the slowest is too much. */
export interface RateBounds {
	readonly min: number;
	readonly max: number;
	readonly pausable: boolean;
}

/**
 * Rates in Hz within which the budget may move a stream, by the attention it gets.
 *
 * The slow ends are about what the device contract allows at critical load; the fast ends are what somebody who looks
 * that closely can still make use of. What somebody has on screen is never paused: the contract knows no such thing.
 */
export const RATE_BOUNDS: Readonly<Record<AttentionLevel, RateBounds>> = {
	high: { min: 2, max: 10, pausable: false },
	medium: { min: 0.5, max: 5, pausable: false },
	low: { min: 0.1, max: 0.5, pausable: true },
	none: { min: 0.02, max: 0.2, pausable: true },
};
