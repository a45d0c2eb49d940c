import type { NoveltyMethod } from "../../packages/signals/src/novelty/novelty-method.ts";
import {
	QUIET_STREAMS,
	type QuietStream,
} from "../../packages/signals/src/novelty/testing/synthetic-streams.ts";
import { SeededRng } from "../../packages/testkit/src/seeded-rng.ts";
import { median } from "../statistics.ts";

const HOUR = 3_600;

/** When events begin, in seconds: the detector knows the stream for two hours. */
const EVENT_AT = 2 * HOUR;

/** Standard deviation of each quiet stream; of t3 it is √3. */
const DEVIATION: Record<QuietStream, number> = {
	gaussian: 1,
	"AR(1) .95": 1,
	t3: Math.sqrt(3),
	diurnal: 1,
	ramp: 1,
	quantised: 0.29,
};

export const STREAM_NAMES = Object.keys(QUIET_STREAMS) as QuietStream[];

export type MakeMethod = () => NoveltyMethod;

/** Seconds at which a detector raises alarms over a stream of one value a second. */
function alarms(
	make: MakeMethod,
	name: QuietStream,
	seed: number,
	seconds: number,
	event: (i: number) => number,
) {
	const detector = make();
	const stream = QUIET_STREAMS[name](new SeededRng(seed));
	const found: number[] = [];
	for (let i = 0; i < seconds; i++) {
		if (detector.step(1_000 * i, stream(i) + DEVIATION[name] * event(i)) !== "none") found.push(i);
	}
	return found;
}

/** Alarms an hour in six hours in which nothing happens. */
export function falseAlarms(make: MakeMethod, name: QuietStream, seeds: number): number {
	let total = 0;
	for (let seed = 1; seed <= seeds; seed++) total += alarms(make, name, seed, 6 * HOUR, () => 0).length;
	return total / (6 * seeds);
}

/** Share of single values `size` standard deviations away that are found at once. */
export function spikeRecall(make: MakeMethod, name: QuietStream, seeds: number, size = 8): number {
	let found = 0;
	for (let seed = 1; seed <= seeds; seed++) {
		const at = alarms(make, name, 100 + seed, EVENT_AT + 1, (i) => (i === EVENT_AT ? size : 0));
		if (at.at(-1) === EVENT_AT) found++;
	}
	return found / seeds;
}

/** How a lasting shift of `size` standard deviations is told: when, and how often in the hour after it. */
export function shift(make: MakeMethod, name: QuietStream, seeds: number, size = 3) {
	const delays: number[] = [];
	const counts: number[] = [];
	for (let seed = 1; seed <= seeds; seed++) {
		const after = alarms(make, name, 500 + seed, EVENT_AT + HOUR, (i) => (i >= EVENT_AT ? size : 0))
			.map((at) => at - EVENT_AT)
			.filter((at) => at >= 0);
		counts.push(after.length);
		if (after[0] !== undefined && after[0] <= 60) delays.push(after[0]);
	}
	return {
		found: delays.length / seeds,
		medianDelayS: median(delays),
		slowestS: Math.max(...delays),
		alarms: counts.reduce((sum, count) => sum + count, 0) / seeds,
		exactlyOnce: counts.every((count) => count === 1),
	};
}
