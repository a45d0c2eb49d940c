import { session } from "../../stores/session.svelte.ts";
import { viewClock } from "../../stores/view-clock.svelte.ts";

/** How far back history pages scroll, ms: as long as anything could have been stored. */
const OLDEST_MS = 10 * 365 * 86_400_000;

/**
 * The time axis that all trends of a page share: window, right edge and pointed instant, in server time.
 *
 * Follows the page-wide clock, so freeze, scroll and window reach every panel in the same frame.
 */
export class TrendAxis {
	#cursor = $state<number | undefined>(undefined);

	/** The instant the pointer or the arrow keys are on, epoch ms; the same in every panel. */
	get cursorMs(): number | undefined {
		return this.#cursor;
	}

	/** Points at an instant in every panel, or at none. */
	point(timeMs: number | undefined): void {
		this.#cursor = timeMs;
	}

	/** Length of the window, ms. */
	get windowMs(): number {
		return viewClock.windowMs;
	}

	/** Whether the right edge moves with time. */
	get live(): boolean {
		return viewClock.mode === "live";
	}

	/** The window as it is now, whole epoch ms. */
	span(): { fromMs: number; toMs: number } {
		const toMs = Math.round(viewClock.end());
		return { fromMs: toMs - viewClock.windowMs, toMs };
	}

	/** Moves the window by some ms (negative: into the past), holding it. Reaching now goes live again. */
	pan(deltaMs: number): void {
		const target = viewClock.end() + deltaMs;
		if (target >= session.serverNow()) viewClock.goLive();
		else viewClock.seek(target, session.serverNow() - OLDEST_MS);
	}
}
