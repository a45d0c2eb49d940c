import { SYSTEM_LOADS, type SystemLoad } from "@sensocto/protocol";

/** Pressure at which each label above normal begins. */
const ENTER = [0.5, 0.7, 0.85] as const;

/** A label ends when pressure is this far below where it begins. */
const HYSTERESIS = 0.08;

/** How long pressure has to stay above or below before a label begins or ends, in ms. */
const DWELL_UP_MS = 1_000;
const DWELL_DOWN_MS = 10_000;

/**
 * The word for the load, for people and devices.
 *
 * Each label above normal is a switch of its own with hysteresis and two delays; the highest that is on is the label.
 *
 * Invariants:
 * 1. A label begins only after pressure was at or above its threshold for 1 s without a break; several may begin at once.
 * 2. A label ends only after pressure was below its threshold less .08 for 10 s without a break.
 * 3. In an emergency the label is critical at once; it ends as any other.
 * 4. A switch that is on implies those below it: they have lower thresholds.
 */
export class LoadLabel {
	readonly #switches = ENTER.map((enter) => new DelayedSwitch(enter));

	get value(): SystemLoad {
		return SYSTEM_LOADS[this.#switches.filter(({ on }) => on).length]!;
	}

	/** Takes the pressure of now. @param at time in ms; @param emergency frames wait too long to lose a second. */
	update(pressure: number, at: number, emergency: boolean): SystemLoad {
		for (const each of this.#switches) each.update(pressure, at, emergency);
		return this.value;
	}
}

class DelayedSwitch {
	readonly #enter: number;
	/** Since when pressure asks for the other position. */
	#since: number | undefined;
	on = false;

	constructor(enter: number) {
		this.#enter = enter;
	}

	update(pressure: number, at: number, emergency: boolean): void {
		if (emergency) {
			this.on = true;
			this.#since = undefined;
			return;
		}
		const asks = this.on ? pressure < this.#enter - HYSTERESIS : pressure >= this.#enter;
		if (!asks) {
			this.#since = undefined;
			return;
		}
		this.#since ??= at;
		if (at - this.#since < (this.on ? DWELL_DOWN_MS : DWELL_UP_MS)) return;
		this.on = !this.on;
		this.#since = undefined;
	}
}
