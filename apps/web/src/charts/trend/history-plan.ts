import { LIMITS } from "@sensocto/protocol";

/** A stretch of stored samples that is already loaded, epoch ms, and the resolution it was asked for. */
export interface HeldHistory {
	readonly fromMs: number;
	readonly toMs: number;
	readonly pointMs: number;
}

/** What to ask the history for next. */
export interface HistoryPlan {
	readonly fromMs: number;
	readonly toMs: number;
	readonly maxPoints: number;
}

/** What a panel shows and what the live buffer covers. */
export interface HistoryNeed {
	readonly fromMs: number;
	readonly toMs: number;
	/** The server's present time: nothing is stored beyond it. */
	readonly nowMs: number;
	/** First instant the live buffer covers; `undefined` while it is empty. */
	readonly liveFromMs: number | undefined;
	/** Expected time between samples, ms. */
	readonly intervalMs: number;
	/** Components of one sample. */
	readonly stride: number;
	/** Width of the plot in CSS pixels. */
	readonly widthPx: number;
}

/** The most points one panel asks for at once: what the server gives in one answer. */
export const MAX_HISTORY_POINTS = LIMITS.historyPoints;

/**
 * Decides whether a panel has to read history, and which stretch.
 *
 * Nothing is read when the live buffer covers the window or the held stretch is wide and fine enough. The stretch
 * asked for reaches up to half a window further to both sides, so that scrolling does not read at every step, and
 * never beyond the present: what comes later is the live buffer's.
 */
export function planHistory(need: HistoryNeed, held: HeldHistory | undefined): HistoryPlan | undefined {
	const windowMs = need.toMs - need.fromMs;
	if (windowMs <= 0 || need.widthPx <= 0) return undefined;
	const liveFrom = need.liveFromMs ?? Number.POSITIVE_INFINITY;
	if (liveFrom <= need.fromMs) return undefined;
	const neededTo = Math.min(need.toMs, liveFrom);
	const pixelMs = windowMs / need.widthPx;
	if (held) {
		const covers = held.fromMs <= need.fromMs && held.toMs >= neededTo;
		const fine = held.pointMs <= 2 * pixelMs;
		if (covers && fine) return undefined;
	}
	// A wide reserve is not worth losing exact samples: it shrinks to what one answer can hold of them.
	const exact = Math.floor(MAX_HISTORY_POINTS / need.stride);
	const room = (exact - 2) * need.intervalMs - windowMs;
	const after = Math.max(
		0,
		Math.min(windowMs / 2, need.nowMs - need.toMs, room > 0 ? room / 2 : windowMs / 2),
	);
	const reserve = room > 0 ? Math.min(windowMs / 2, room - after) : windowMs / 2;
	const fromMs = Math.ceil(need.fromMs - reserve);
	const toMs = Math.ceil(need.toMs + after);
	const drawn = Math.ceil(((toMs - fromMs) / pixelMs) * 2);
	// When one answer can hold every number, every sample is read: figures and readouts are exact then.
	const all = Math.ceil((toMs - fromMs) / Math.max(1, need.intervalMs)) + 1;
	const points = all <= exact ? Math.max(all, drawn) : drawn;
	return { fromMs, toMs, maxPoints: Math.min(MAX_HISTORY_POINTS, Math.max(200, points)) };
}
