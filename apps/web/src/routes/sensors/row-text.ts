import { duration } from "../../text/duration.ts";
import { LOW_BATTERY } from "../../tiles/attention-list.ts";
import type { SensorRow } from "./sensor-row.ts";

/** Age of the newest sample in words: "2 s ago", "never". */
export function seenText(row: SensorRow, serverNowMs: number): string {
	if (row.seenAtMs === undefined) return "never";
	const age = serverNowMs - row.seenAtMs;
	return age < 1000 ? "now" : `${duration(age)} ago`;
}

/** Battery level in words, with a warning sign when it is low. */
export function batteryText(level: number | undefined): string {
	return level === undefined ? "—" : `${isLow(level) ? "▲ " : ""}${Math.round(level)} %`;
}

/** Whether a battery level needs attention. */
export function isLow(level: number | undefined): boolean {
	return level !== undefined && level <= LOW_BATTERY;
}
