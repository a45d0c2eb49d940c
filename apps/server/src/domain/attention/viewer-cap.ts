import type { AttentionLevel, ClientHealth } from "@sensocto/protocol";
import { higher, KIND, type Kinds, VIEWER_KINDS } from "./attention-kind.ts";

/** The highest level a viewer's leases can make, or a device is asked for; null: no bound. */
export type ViewerCap = "medium" | "low" | null;

/** Charge of a discharging battery, as a share of 1, up to which it allows medium at most. */
export const LOW_BATTERY = 0.3;

/** Charge up to which it allows low at most. */
export const CRITICAL_BATTERY = 0.15;

const CLOSE: Kinds = KIND.hover | KIND.focus | KIND.pin;

/** What is known of the device in front of a viewer; a report that leaves something out changes nothing of it. */
export class ViewerCondition {
	#battery = 1;
	#charging = false;
	#saveData = false;

	/** Takes in a report. */
	report({ batteryCharging, batteryLevel, saveData }: ClientHealth): void {
		if (batteryLevel !== undefined) this.#battery = batteryLevel > 1 ? batteryLevel / 100 : batteryLevel;
		if (batteryCharging !== undefined) this.#charging = batteryCharging;
		if (saveData !== undefined) this.#saveData = saveData;
	}

	/** What the viewer may ask of devices, for the sake of its own. */
	get cap(): ViewerCap {
		return batteryCap(this.#charging ? 1 : this.#battery) ?? (this.#saveData ? "medium" : null);
	}
}

/** What a battery that is not being charged allows, by its charge as a share of 1. */
export function batteryCap(charge: number): ViewerCap {
	if (charge <= CRITICAL_BATTERY) return "low";
	return charge <= LOW_BATTERY ? "medium" : null;
}

/** A level under a cap. */
export function boundedBy(level: AttentionLevel, cap: ViewerCap): AttentionLevel {
	return cap !== null && higher(level, cap) === level ? cap : level;
}

/** What a viewer's kinds of lease count as under its cap. */
export function capped(kinds: Kinds, cap: ViewerCap): Kinds {
	if (cap === null || kinds === 0) return kinds;
	if (cap === "low") return (kinds & VIEWER_KINDS) !== 0 ? KIND.background : 0;
	return (kinds & CLOSE) !== 0 ? (kinds & ~CLOSE) | KIND.view : kinds;
}
