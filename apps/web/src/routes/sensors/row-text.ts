import { duration } from "../../text/duration.ts";
import type { SensorRow } from "./sensor-row.ts";

/** Age of the newest sample in words: "2 s ago", "never". */
export function seenText(row: SensorRow, serverNowMs: number): string {
	if (row.seenAtMs === undefined) return "never";
	const age = serverNowMs - row.seenAtMs;
	return age < 1000 ? "now" : `${duration(age)} ago`;
}

/** Battery level in words, with a warning sign below 15 %. */
export function batteryText(level: number | undefined): string {
	return level === undefined ? "—" : `${level < 15 ? "▲ " : ""}${Math.round(level)} %`;
}
