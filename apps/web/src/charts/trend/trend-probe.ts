import type { TrendData } from "./trend-data.ts";

/** What a test can read about a drawn trend. */
export interface TrendReading {
	/** Right edge of the window, epoch ms. */
	toMs: number;
	/** Time of the last drawn sample, epoch ms. */
	lastMs: number | undefined;
	points: number;
	gaps: number;
}

declare global {
	interface Window {
		__trends?: Map<string, TrendReading>;
	}
}

/** Tells test builds what was drawn under a label; does nothing unless a test created `window.__trends`. */
export function trendProbe(label: string, data: TrendData, toMs: number): void {
	window.__trends?.set(label, { toMs, lastMs: data.x.at(-1), points: data.x.length, gaps: data.gaps.length });
}
