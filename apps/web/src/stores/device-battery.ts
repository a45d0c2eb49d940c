import { type AttentionLevel, BACKPRESSURE, type SensorSummary, typeOfAttribute } from "@sensocto/protocol";

/** Charges in percent up to which a device is asked for no more than `medium`, and than `low`; above 1: less says nothing. */
const CAPS = [
	{ percent: 15, level: "low" },
	{ percent: 30, level: "medium" },
] as const;
const UNCLEAR_PERCENT = 1;

/** The level that a device is asked for at most to spare its own battery; undefined while nothing bounds it. */
export function batteryCap({ attributes }: Pick<SensorSummary, "attributes">): "low" | "medium" | undefined {
	const battery = attributes.find((attribute) => typeOfAttribute(attribute).type === "battery");
	const { charging, level } = readBattery(battery?.last_value?.payload);
	if (charging || !(level > UNCLEAR_PERCENT)) return undefined;
	return CAPS.find(({ percent }) => level <= percent)?.level;
}

/** Whether a device sends less often than its attention asks for, to spare its own battery. */
export function sparesBattery(sensor: Pick<SensorSummary, "attention_level" | "attributes">): boolean {
	const cap = batteryCap(sensor);
	return cap !== undefined && window(cap) > window(sensor.attention_level);
}

/** The window that the device would have if its battery were full, milliseconds: what load and budget make of it. */
export function windowByLoad(
	sensor: Pick<SensorSummary, "attention_level" | "attributes" | "window_ms">,
): number {
	const cap = batteryCap(sensor);
	if (cap === undefined || !sparesBattery(sensor)) return sensor.window_ms;
	return (sensor.window_ms * window(sensor.attention_level)) / window(cap);
}

const window = (level: AttentionLevel): number => BACKPRESSURE.levels[level].windowMs;

function readBattery(payload: unknown): { level: number; charging: boolean } {
	if (typeof payload === "number") return { level: payload, charging: false };
	if (payload === null || typeof payload !== "object") return { level: Number.NaN, charging: false };
	const { charging, level } = payload as { charging?: unknown; level?: unknown };
	return {
		level: typeof level === "number" ? level : Number.NaN,
		charging: charging === true || charging === "yes",
	};
}
