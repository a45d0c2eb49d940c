import { GAP_INTERVALS, type TrendGap, type TrendSegment } from "./trend-segment.ts";

/** What decides whether the time since the last sample is a gap. */
export interface Silence {
	/** Time of the newest sample and now, epoch ms (server time). */
	readonly lastMs: number;
	readonly nowMs: number;
	readonly intervalMs: number;
	/** Time the device gathers samples before it sends them, ms. */
	readonly windowMs: number;
	readonly online: boolean;
	/** Whether this page has its connection to the server. */
	readonly connected: boolean;
}

/** A connected sensor is silent after this many expected intervals: then its values are stale. */
const STALE_INTERVALS = 5;

/** Time frames may spend on their way, ms. */
const TRANSIT_MS = 500;

/** The stretch since the last sample as a gap with its reason; `undefined` while more is expected. */
export function silentTail(silence: Silence): TrendGap | undefined {
	const { lastMs, nowMs, intervalMs, windowMs, online, connected } = silence;
	if (!Number.isFinite(lastMs)) return undefined;
	const patience =
		online && connected ? STALE_INTERVALS * Math.max(intervalMs, windowMs) : GAP_INTERVALS * intervalMs;
	if (nowMs - lastMs <= patience + TRANSIT_MS) return undefined;
	const reason = !connected ? "no connection to the server" : online ? "nothing arrives" : "sensor offline";
	return { from: lastMs, to: nowMs, reason };
}

/** A gap as a segment without samples, so that it is drawn, counted and read like any other. */
export function gapSegment(gap: TrendGap, stride: number): TrendSegment {
	return {
		length: 0,
		stride,
		breakMs: 0,
		gaps: [gap],
		decimated: false,
		samples: 0,
		time: () => Number.NaN,
		value: () => Number.NaN,
	};
}
