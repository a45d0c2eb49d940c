import { type AttentionLevel, backpressureConfig, type SystemLoad } from "@sensocto/protocol";

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

/**
 * The rate in Hz that the device contract keeps a stream at whatever the budget says: its longest window at that
 * load; 0 when it pauses it.
 */
export function contractHz(level: AttentionLevel, load: SystemLoad, memoryProtection: boolean): number {
	const contract = backpressureConfig({ level, load, memoryProtection, timestamp: 0 });
	return contract.paused ? 0 : Math.min(1_000 / contract.recommended_batch_window, RATE_BOUNDS[level].max);
}
