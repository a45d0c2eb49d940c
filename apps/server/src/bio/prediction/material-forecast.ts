/** When a forecast is worth telling: expected interest, 0..1. */
export const MATERIAL = {
	/** From here on a forecast begins. */
	begins: 0.15,
	/** Below it ends; lower, so that noise does not begin and end it in turns. */
	ends: 0.08,
	/** It is told again when it has moved by this much. */
	change: 0.1,
} as const;

/** The forecast to be in force after one more look: the one told so far unless it differs materially; 0 is none. */
export function materialForecast(told: number, expected: number): number {
	if (told === 0) return expected >= MATERIAL.begins ? expected : 0;
	if (expected < MATERIAL.ends) return 0;
	return Math.abs(expected - told) >= MATERIAL.change ? expected : told;
}
