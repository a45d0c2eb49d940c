import type { AttributeType } from "./attribute-type.ts";
import { EVENT_INTERVAL_MS, scalar, vector } from "./define.ts";

const EVENT = {
	delivery: "event",
	intervalMs: EVENT_INTERVAL_MS,
	tile: "event",
	digits: 0,
	states: [false, true],
	lens: "gaze",
} as const;

/** Eyes and where they look. */
export const EYE: readonly AttributeType[] = [
	vector("eye_gaze", "Gaze", null, [{ name: "x" }, { name: "y" }, { name: "confidence" }], {
		digits: 3,
		plausible: [0, 1],
		display: [0, 1],
		intervalMs: 100,
		delivery: "every",
		lens: "gaze",
		aliases: ["gaze"],
	}),
	vector("eye_aperture", "Eye opening", "°", [{ name: "left" }, { name: "right" }], {
		digits: 1,
		plausible: [0, 40],
		display: [0, 22],
		intervalMs: 100,
		delivery: "every",
		lens: "gaze",
	}),
	scalar("eye_blink", "Blink", null, EVENT),
	scalar("eye_worn", "Glasses worn", null, EVENT),
];
