import type { AttributeType } from "./attribute-type.ts";
import { EVENT_INTERVAL_MS, scalar, structured, vector } from "./define.ts";

const EVENT = { delivery: "event", intervalMs: EVENT_INTERVAL_MS, tile: "event" } as const;

const TEXTS: readonly (readonly [type: string, title: string])[] = [
	["device_name", "Device name"],
	["firmware", "Firmware"],
	["hardware", "Hardware"],
	["software", "Software"],
	["manufacturer", "Manufacturer"],
	["model", "Model"],
	["serial", "Serial number"],
];

/** The device itself: its power, buttons, lamps and words about it. */
export const DEVICE: readonly AttributeType[] = [
	vector(
		"battery",
		"Battery",
		"%",
		[
			{ name: "level", digits: 0, keys: ["value", "battery", "battery_level"] },
			{ name: "charging", unit: "", states: [false, true] },
			{ name: "voltage", unit: "V", digits: 2 },
		],
		{
			digits: 0,
			plausible: [0, 100],
			display: [0, 100],
			intervalMs: 60_000,
			tile: "battery",
			lens: "battery",
			bare: true,
			aliases: ["battery_level"],
		},
	),
	vector(
		"button",
		"Button",
		null,
		[
			{ name: "value", keys: ["button"] },
			{ name: "event", states: ["press", "release"], keys: ["pressed"] },
		],
		{ ...EVENT, digits: 0, lens: "button", bare: true, aliases: ["buttons"] },
	),
	vector(
		"led",
		"Lamp",
		null,
		[
			{ name: "mode", states: ["off", "constant", "breathe", "one_shot", "on", "blink", "pulse"] },
			{ name: "r", keys: ["red"] },
			{ name: "g", keys: ["green"] },
			{ name: "b", keys: ["blue"] },
			{ name: "intensity", unit: "%" },
			{ name: "delay", unit: "ms" },
		],
		{ ...EVENT, digits: 0 },
	),
	vector(
		"speaker",
		"Loudspeaker",
		null,
		[
			{ name: "frequency", unit: "Hz" },
			{ name: "duration", unit: "ms" },
			{ name: "sample", digits: 0 },
		],
		{ ...EVENT, digits: 0, plausible: [0, 20_000] },
	),
	scalar("microphone", "Microphone level", "dB", { keys: ["level"], digits: 0, intervalMs: 1000 }),
	structured("rich_presence", "Now playing", { lens: "presence", aliases: ["media", "now_playing"] }),
	structured("buttplug", "Actuator", { ...EVENT }),
	scalar("vibrate", "Vibration", null, { ...EVENT, keys: ["speed"], digits: 2, display: [0, 1] }),
	vector("rotate", "Rotation", null, [{ name: "speed" }, { name: "clockwise", states: [false, true] }], {
		...EVENT,
		display: [0, 1],
	}),
	vector("linear", "Stroke", null, [{ name: "position" }, { name: "duration", unit: "ms", digits: 0 }], {
		...EVENT,
		display: [0, 1],
	}),
	vector("status", "Connection", null, [{ name: "connected", states: [false, true], keys: ["value"] }], {
		...EVENT,
		digits: 0,
	}),
	...TEXTS.map(([type, title]) => structured(type, title)),
];
