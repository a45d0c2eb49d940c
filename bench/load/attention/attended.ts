import type { LeaseKind } from "@sensocto/protocol";
import { type Fleet, sensorId } from "./fleet.ts";
import type { Gaze } from "./trace.ts";

/** An interest as a page declares it. */
export interface Held {
	sensorId: string;
	attributeId: string;
	kind: LeaseKind;
}

/** How closely a shown value is attended to. */
export type ShownLevel = "high" | "medium";

/** The interests that a page holds for a gaze, by a name of their own; a page out of sight goes on holding them. */
export function heldBy(gaze: Gaze, fleet: Fleet): Map<string, Held> {
	const held = new Map<string, Held>();
	const hold = (sensor: number, attributeId: string, kind: LeaseKind): void => {
		held.set(`${kind} ${sensor} ${attributeId}`, { sensorId: sensorId(sensor), attributeId, kind });
	};
	for (const sensor of shownTiles(gaze)) hold(sensor, principalOf(fleet, sensor), "view");
	if (gaze.hover !== null) hold(gaze.hover, principalOf(fleet, gaze.hover), "hover");
	if (gaze.focus !== null) hold(gaze.focus, principalOf(fleet, gaze.focus), "focus");
	if (gaze.pin !== null) hold(gaze.pin, "*", "pin");
	if (gaze.page !== null) {
		hold(gaze.page, "*", "focus");
		for (const attributeId of Object.keys(fleet.attributesOf(gaze.page)))
			hold(gaze.page, attributeId, "view");
	}
	return held;
}

/** The values that a person sees, as "sensor attribute", and how closely; none behind another page. */
export function shownBy(gaze: Gaze, fleet: Fleet): Map<string, ShownLevel> {
	const shown = new Map<string, ShownLevel>();
	if (gaze.hidden) return shown;
	for (const sensor of shownTiles(gaze)) {
		const isClose = sensor === gaze.hover || sensor === gaze.focus || sensor === gaze.pin;
		shown.set(streamName(sensorId(sensor), principalOf(fleet, sensor)), isClose ? "high" : "medium");
	}
	if (gaze.page !== null) {
		for (const attributeId of Object.keys(fleet.attributesOf(gaze.page)))
			shown.set(streamName(sensorId(gaze.page), attributeId), "high");
	}
	return shown;
}

export const streamName = (sensor: string, attributeId: string): string => `${sensor} ${attributeId}`;

const principalOf = (fleet: Fleet, sensor: number): string =>
	Object.keys(fleet.attributesOf(sensor))[0] ?? "";

function shownTiles({ tiles }: Gaze): number[] {
	return tiles === null ? [] : Array.from({ length: tiles[1] }, (_, k) => tiles[0] + k);
}
