import type { AlarmEvent } from "../scenario/scenario-event.ts";
import type { Disturbance } from "./disturbance.ts";
import type { EventWindow } from "./event-window.ts";

const DIGITS = 1_000;

/** A number, or one component of a payload, leaves its range and returns. */
export class Alarm implements Disturbance {
	readonly #window: EventWindow;
	readonly #event: AlarmEvent;

	constructor(window: EventWindow, event: AlarmEvent) {
		this.#window = window;
		this.#event = event;
	}

	apply(payload: unknown, timestampMs: number): unknown {
		const { field, ramp, value } = this.#event;
		const strength = this.#window.strengthAt(timestampMs, ramp);
		if (strength === 0) return payload;
		return changed(payload, field?.split(".") ?? [], (usual) => {
			return Math.round((usual + strength * (value - usual)) * DIGITS) / DIGITS;
		});
	}
}

/** A copy of a payload with the number at the end of a path replaced; the payload itself where there is none. */
function changed(payload: unknown, path: readonly string[], replace: (usual: number) => number): unknown {
	if (typeof payload === "number") return replace(payload);
	const [key, ...rest] = path;
	if (key === undefined || typeof payload !== "object" || payload === null) return payload;
	return { ...payload, [key]: changed((payload as Record<string, unknown>)[key], rest, replace) };
}
