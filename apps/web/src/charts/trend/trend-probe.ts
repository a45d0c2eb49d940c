import type { TrendData } from "./trend-data.ts";

/** What a test can read about a drawn trend. */
export interface TrendReading {
	/** Edges of the window, epoch ms. */
	fromMs: number;
	toMs: number;
	/** The points drawn, before any scaling. */
	data: TrendData;
}

declare global {
	interface Window {
		__trends?: Map<string, TrendReading>;
	}
}

/** Tells test builds what was drawn under a label; does nothing unless a test created `window.__trends`. */
export function trendProbe(label: string, reading: TrendReading): void {
	window.__trends?.set(label, reading);
}
