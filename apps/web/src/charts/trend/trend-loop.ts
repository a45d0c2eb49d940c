/** Redraws all trends of a page in one animation frame, each at its own pace. */
class TrendLoop {
	readonly #panels = new Map<(nowMs: number) => void, { everyMs: number; nextMs: number }>();
	#frame: number | undefined;

	/** Calls `draw` about every `everyMs` ms while the page is visible; the answer ends that. */
	add(draw: (nowMs: number) => void, everyMs: number): () => void {
		this.#panels.set(draw, { everyMs, nextMs: 0 });
		this.#frame ??= requestAnimationFrame(this.#run);
		return () => this.#panels.delete(draw);
	}

	#run = (nowMs: number): void => {
		this.#frame = this.#panels.size === 0 ? undefined : requestAnimationFrame(this.#run);
		for (const [draw, pace] of this.#panels) {
			if (nowMs < pace.nextMs) continue;
			pace.nextMs = nowMs + pace.everyMs - 4;
			draw(nowMs);
		}
	};
}

/** The one loop of all trends. */
export const trendLoop = new TrendLoop();

/** Time between two redraws of a live window: one pixel of movement, at most 20 and at least 2 a second. */
export function redrawEveryMs(windowMs: number, widthPx: number): number {
	return Math.min(500, Math.max(50, windowMs / Math.max(1, widthPx)));
}
