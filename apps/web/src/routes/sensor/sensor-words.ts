import { type AttentionLevel, BACKPRESSURE, type DeliveryLoad, type SensorSummary } from "@sensocto/protocol";
import { busyWords } from "../../stores/delivery-words.ts";
import { sparesBattery } from "../../stores/device-battery.ts";
import { duration } from "../../text/duration.ts";

const ATTENTION: Record<AttentionLevel, string> = {
	high: "somebody works with it",
	medium: "somebody watches it",
	low: "somebody has it in sight",
	none: "nobody watches it",
};

/** How often the device sends, and why, in words; `load` is what the server says of its own, when that is not normal. */
export function deliveryWords(
	sensor: Pick<SensorSummary, "attention_level" | "attributes" | "paused" | "window_ms">,
	load?: DeliveryLoad,
): string {
	const { attention_level, window_ms } = sensor;
	if (sensor.paused === true) return `paused: ${ATTENTION[attention_level]} · ${busyWords(load)}`;
	const words = `sends every ${duration(window_ms)}: ${ATTENTION[attention_level]}`;
	const isHeldBack = window_ms > BACKPRESSURE.levels[attention_level].windowMs;
	if (!isHeldBack) return words;
	if (!sparesBattery(sensor)) return `${words} · ${busyWords(load)}`;
	return `${words} · its battery is low${load === undefined ? "" : ` · ${busyWords(load)}`}`;
}

/** Below this a difference of clocks is measurement noise, ms. */
const AGREES_MS = 50;

/** How the device's clock stands to the server's, in words. */
export function clockWords(offsetMs: number | null): string {
	if (offsetMs === null) return "clock not compared yet";
	if (Math.abs(offsetMs) < AGREES_MS) return "clock agrees with the server";
	return `clock ${duration(Math.abs(offsetMs))} ${offsetMs > 0 ? "behind" : "ahead of"} the server`;
}

/** Windows of a sensor's page, ms: 10 s, 1 min, 5 min, 1 h, 24 h. */
export const SENSOR_WINDOWS: readonly number[] = [10_000, 60_000, 300_000, 3_600_000, 86_400_000];

/** The window that shows a useful stretch of the fastest signal of a sensor. */
export function defaultWindow(intervalsMs: readonly number[]): number {
	const fastest = Math.min(...intervalsMs, Number.POSITIVE_INFINITY);
	if (fastest <= 50) return 10_000;
	if (fastest <= 2_000) return 60_000;
	return fastest <= 10_000 ? 300_000 : 3_600_000;
}
