import { localTime } from "../../stores/local-time.ts";
import { RateMeter } from "../../stores/rate-meter.ts";

/** Frames whose cost is kept for the probe: 10 s at 60 frames a second. */
const COSTS = 600;

/** Something drawn anew at each animation frame. */
export interface Animated {
	/** Draws what changed; `now` is local time in milliseconds. */
	frame(now: number): void;
	/** Facts for the probe. */
	probe(): Readonly<Record<string, unknown>>;
}

/** One animation frame for every plot on screen; sleeps while there is none. */
class PlotLoop {
	readonly #plots = new Set<Animated>();
	readonly #costs = new Float64Array(COSTS);
	readonly #rate = new RateMeter(localTime);
	#frames = 0;
	#request: number | undefined;

	/** Adds a plot; the answer takes it out. */
	add(plot: Animated): () => void {
		this.#plots.add(plot);
		this.#request ??= requestAnimationFrame(this.#step);
		return () => {
			this.#plots.delete(plot);
		};
	}

	/** Frames a second over the last seconds; undefined while there is nothing to draw. */
	framesPerSecond(): number | undefined {
		return this.#plots.size === 0 ? undefined : this.#rate.perSecond();
	}

	/** What was drawn last and what it cost, for tests: times in milliseconds. */
	probe(): Readonly<Record<string, unknown>> {
		const costs = [...this.#costs.subarray(0, Math.min(this.#frames, COSTS))].sort((a, b) => a - b);
		const at = (share: number): number => costs[Math.floor((costs.length - 1) * share)] ?? 0;
		return {
			frames: this.#frames,
			frameMs: { p50: at(0.5), p95: at(0.95), max: at(1) },
			plots: [...this.#plots].map((plot) => plot.probe()),
		};
	}

	#step = (): void => {
		const now = localTime();
		for (const plot of this.#plots) plot.frame(now);
		this.#costs[this.#frames % COSTS] = localTime() - now;
		this.#frames++;
		this.#rate.count(1);
		this.#request = this.#plots.size > 0 ? requestAnimationFrame(this.#step) : undefined;
	};
}

/** The one loop of the page. */
export const plotLoop = new PlotLoop();

declare global {
	interface Window {
		/** Facts about the plots on screen; in test builds, or when the address asks with `?probe`. */
		__charts?: () => Readonly<Record<string, unknown>>;
	}
}

if (import.meta.env.MODE === "test" || new URLSearchParams(location.search).has("probe")) {
	window.__charts = () => plotLoop.probe();
}
