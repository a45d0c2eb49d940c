import type { Allocation } from "../wires.ts";
import { type Stream, shareRate } from "./allocate.ts";

const FULL_RATE = { lambda: Number.POSITIVE_INFINITY, pauseBelow: 0 };

/**
 * The rate in Hz that an allocation gives to one stream, in constant time; 0 when it is paused.
 *
 * Where the uplink is limited as well the slower of the two rates counts. Without an allocation a stream has its full
 * rate.
 */
export function rateHz(allocation: Allocation | undefined, stream: Stream): number {
	const rate = shareRate(allocation ?? FULL_RATE, stream);
	if (allocation?.uplink === undefined || !stream.bytes) return rate;
	return Math.min(rate, shareRate(allocation.uplink, { ...stream, cost: stream.bytes }));
}

/**
 * The time in ms that a stream may collect before it is sent, in constant time; infinite when it is paused.
 *
 * The device contract's window at the level and load stays the longest that a device is ever told.
 */
export function windowMs(allocation: Allocation | undefined, stream: Stream): number {
	return 1_000 / rateHz(allocation, stream);
}
