import type { SynchronyKind, SynchronyUpdate } from "@sensocto/protocol";
import { readHistory } from "../../api/history-api.ts";
import { session } from "../../stores/session.svelte.ts";
import { viewClock } from "../../stores/view-clock.svelte.ts";
import { extendTrend, joinTrend, TREND_MS, type TrendPoint } from "./index-trend.ts";

/** Where the server keeps the index of all sensors. */
const LOBBY = "sync:lobby";
const SERIES: Record<SynchronyKind, string> = { respiration: "breathing_sync", "heart rate": "hrv_sync" };

/**
 * How a group keeps step, as the server tells it twice a second.
 *
 * It watches while its page is visible; a frozen clock holds what is shown.
 */
export class SynchronyFeed {
	#latest = $state.raw<SynchronyUpdate | undefined>();
	#trend = $state.raw<readonly TrendPoint[]>([]);

	/** The newest update. */
	get latest(): SynchronyUpdate | undefined {
		return this.#latest;
	}

	/** The index over the last minutes. */
	get trend(): readonly TrendPoint[] {
		return this.#trend;
	}

	/** Watches a group, all sensors when none are named; the answer ends that. */
	watch(kind: SynchronyKind, sensors: readonly string[] | undefined): () => void {
		this.#latest = undefined;
		this.#trend = [];
		const reading = new AbortController();
		if (sensors === undefined) void this.#readPast(kind, reading.signal);
		let stop: (() => void) | undefined;
		const follow = (): void => {
			stop?.();
			stop = document.hidden
				? undefined
				: session.viewer.watchSynchrony(
						{ kinds: [kind], ...(sensors && { sensors: [...sensors] }) },
						(update) => this.#take(kind, update),
					);
		};
		follow();
		document.addEventListener("visibilitychange", follow);
		return () => {
			reading.abort();
			document.removeEventListener("visibilitychange", follow);
			stop?.();
		};
	}

	#take(kind: SynchronyKind, update: SynchronyUpdate): void {
		if (update.kind !== kind || viewClock.mode !== "live") return;
		this.#latest = update;
		const { at, index, verdict } = update;
		this.#trend = extendTrend(this.#trend, { at, index, inSync: verdict === "in sync" });
	}

	async #readPast(kind: SynchronyKind, signal: AbortSignal): Promise<void> {
		const toMs = session.serverNow();
		const span = { fromMs: toMs - TREND_MS, toMs, maxPoints: TREND_MS / 500, signal };
		try {
			const { dt, t0, v } = await readHistory({ sensorId: LOBBY, attributeId: SERIES[kind], ...span });
			const past = dt.map((ms, i) => ({ at: t0 + ms, index: v[i] as number | null }));
			if (!signal.aborted) this.#trend = joinTrend(past, this.#trend);
		} catch {
			// Nobody has watched this group before, or the history cannot be read now: the trend starts empty.
		}
	}
}
