import type { GapReason } from "./stream/stream-frame.ts";

/**
 * Why stored history holds no samples of a stretch: the server was not running, the sensor was not connected, or its
 * device sent none, as it was asked to; the last in the words that live viewers are told.
 */
export const HISTORY_GAP_REASONS = [
	"server not running",
	"sensor offline",
	"left out while the server was busy" satisfies GapReason,
] as const;

/** A reason of {@link HISTORY_GAP_REASONS}. */
export type HistoryGapReason = (typeof HISTORY_GAP_REASONS)[number];

/** A stretch without samples in a history answer, in ms of device time; without a reason where none is known. */
export interface HistoryGap {
	readonly from: number;
	readonly to: number;
	readonly reason?: HistoryGapReason;
}
