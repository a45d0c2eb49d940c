import type { AttributeType } from "./attribute-type.ts";
import { scalar, vector } from "./define.ts";

/** Places and movement across the ground. */
export const LOCATION: readonly AttributeType[] = [
	vector(
		"geolocation",
		"Position",
		null,
		[
			{ name: "latitude", unit: "°", digits: 5, keys: ["lat"] },
			{ name: "longitude", unit: "°", digits: 5, keys: ["lon", "lng"] },
			{ name: "accuracy", unit: "m", digits: 0 },
			{ name: "altitude", unit: "m", digits: 0, keys: ["alt", "ele"] },
			{ name: "speed", unit: "m/s", digits: 1 },
			{ name: "heading", unit: "°", digits: 0 },
			{ name: "status", states: ["acquiring", "low_accuracy", "high_accuracy"] },
		],
		{
			intervalMs: 1000,
			tile: "map",
			lens: "location",
			precision: 64,
			aliases: ["location", "gps", "position"],
		},
	),
	scalar("altitude", "Altitude", "m", {
		keys: ["altitude"],
		digits: 0,
		plausible: [-500, 20_000],
		intervalMs: 1000,
		aliases: ["elevation"],
	}),
	scalar("speed", "Speed", "m/s", {
		keys: ["speed"],
		plausible: [0, 400],
		display: [0, 20],
		intervalMs: 1000,
	}),
];
