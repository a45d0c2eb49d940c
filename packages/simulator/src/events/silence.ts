import type { Disturbance } from "./disturbance.ts";
import type { EventWindow } from "./event-window.ts";

/** Nothing is measured while the event acts. */
export class Silence implements Disturbance {
	readonly #window: EventWindow;

	constructor(window: EventWindow) {
		this.#window = window;
	}

	apply(payload: unknown, timestampMs: number): unknown {
		return this.#window.sinceBegin(timestampMs) === undefined ? payload : undefined;
	}
}
