import type { AttentionLevel } from "@sensocto/protocol";
import { SeededRng } from "../../packages/testkit/src/seeded-rng.ts";
import type { Workload } from "./plant.ts";

/** Sensors by level: somebody works with some, many are on screens, the rest is in open rooms. */
export const POPULATION: readonly [level: AttentionLevel, count: number][] = [
	["high", 20],
	["medium", 120],
	["low", 260],
];

const MINUTE = 60_000;

/** What else keeps the server busy: two steps of load, five minutes each, as shares of the server. */
export interface LoadSteps {
	readonly first: number;
	readonly second: number;
}

/** Steps that fill the server as full as multipliers can still master, and a second step beyond that. */
export const USUAL_STEPS: LoadSteps = { first: 0.45, second: 0.55 };
export const HEAVY_STEPS: LoadSteps = { first: 0.45, second: 0.6 };

const CALM = 0.1;

/** Messages per second that keep the simulated server fully busy. */
export const CAPACITY = 900;

/** 25 minutes of 400 sensors on a server of 900 messages a second with two steps of load, measured 2 s late. */
export function twoSteps(seed: number, { first, second }: LoadSteps): Workload {
	const rng = new SeededRng(seed);
	let placed = false;
	return {
		durationMs: 25 * MINUTE,
		capacity: CAPACITY,
		messageBytes: 200,
		lagMs: 2_000,
		noiseSd: 0.03,
		noise: () => rng.normal(),
		random: () => rng.next(),
		background: (t) => {
			if (t >= 5 * MINUTE && t < 10 * MINUTE) return first;
			return t >= 15 * MINUTE && t < 20 * MINUTE ? second : CALM;
		},
		changes: () => {
			if (placed) return [];
			placed = true;
			return POPULATION.flatMap(([level, count]) => Array<AttentionLevel>(count).fill(level)).map(
				(level, sensor) => ({ sensor, level }),
			);
		},
	};
}
