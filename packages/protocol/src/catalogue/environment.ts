import type { AttributeType } from "./attribute-type.ts";
import { EVENT_INTERVAL_MS, scalar, structured, vector } from "./define.ts";

const LENS = { lens: "environment", intervalMs: 10_000 } as const;

/** The air, light and sound around. */
export const ENVIRONMENT: readonly AttributeType[] = [
	scalar("temperature", "Temperature", "°C", {
		...LENS,
		keys: ["temperature", "temp"],
		plausible: [-40, 85],
		display: [0, 40],
		hundredths: true,
		aliases: ["temp"],
	}),
	scalar("humidity", "Humidity", "%", {
		...LENS,
		keys: ["humidity"],
		digits: 0,
		plausible: [0, 100],
		display: [0, 100],
	}),
	scalar("pressure", "Air pressure", "hPa", {
		...LENS,
		keys: ["pressure"],
		plausible: [260, 1260],
		display: [960, 1050],
		hundredths: true,
		aliases: ["barometer", "air_pressure"],
	}),
	scalar("light", "Light", "lux", {
		...LENS,
		keys: ["lux", "light", "illuminance"],
		digits: 0,
		plausible: [0, 200_000],
		display: [0, 1000],
		aliases: ["illuminance", "ambient_light"],
	}),
	vector(
		"proximity",
		"Proximity",
		null,
		[
			{ name: "distance", keys: ["value", "proximity"] },
			{ name: "near", states: [false, true] },
		],
		{ delivery: "event", intervalMs: EVENT_INTERVAL_MS, tile: "value", bare: true },
	),
	vector(
		"gas",
		"Air quality",
		null,
		[
			{ name: "eco2", unit: "ppm", digits: 0, keys: ["co2"] },
			{ name: "tvoc", unit: "ppb", digits: 0 },
		],
		{ ...LENS, plausible: [0, 8192], aliases: ["air_quality"] },
	),
	vector(
		"color",
		"Colour",
		null,
		[
			{ name: "r", keys: ["red"] },
			{ name: "g", keys: ["green"] },
			{ name: "b", keys: ["blue"] },
			{ name: "c", keys: ["clear"] },
		],
		{ ...LENS, digits: 0, plausible: [0, 65_535], aliases: ["colour"] },
	),
	scalar("sound_level", "Sound level", "dB", {
		...LENS,
		keys: ["level"],
		digits: 0,
		display: [20, 100],
		intervalMs: 1000,
	}),
	structured("classification", "Classification", { delivery: "event" }),
];
