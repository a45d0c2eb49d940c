import { median } from "../statistics.ts";

/** What the server's process looked like at one moment; memory in bytes. */
export interface Reading {
	/** Time in ms since 1970. */
	at: number;
	rss: number;
	heapUsed: number;
	external: number;
	arrayBuffers: number;
	/** The longest the event loop stood still since the reading before, in ms. */
	stallMs: number;
	/** The longest garbage collection since then, in ms. */
	collectionMs: number;
	/** How long the process waited for a core since then, in ms: what others on the machine do to it. */
	waitedMs: number;
}

/** What readings of a steady load say. */
export interface Steadiness {
	/** How resident memory grows after the settling time, in MiB an hour; NaN for a run too short to tell. */
	growth: number;
	/** Resident memory and heap at the end (median of the last readings), in MiB. */
	rss: number;
	heap: number;
	longestStallMs: number;
	/** The reading with that stall: what may have caused it. */
	worst: Reading | undefined;
	/** Whether both are within bounds; a growth that cannot be told is not. */
	isSteady: boolean;
}

/** Rings and caches fill in this time, in ms. */
export const SETTLING_MS = 5 * 60_000;
/** Readings needed after it to tell growth from the saw of garbage collection. */
const LEAST_READINGS = 60;
/**
 * Most growth that passes, in MiB an hour. Readings that scatter by 5 MiB, taken every 10 s for 25 min, give a slope
 * that is right within 3.5 MiB an hour (one standard deviation); a sample leaked per second and sensor is 40.
 */
export const MOST_GROWTH = 12;
/** Longest stall that passes, in ms. */
export const LONGEST_STALL_MS = 100;

const MIB = 2 ** 20;
const HOUR_MS = 3_600_000;
const LAST = 6;

/** Judges readings in the order of their times, from when the load is complete. */
export function steadiness(readings: readonly Reading[]): Steadiness {
	const began = readings[0]?.at ?? 0;
	const settled = readings.filter(({ at }) => at - began >= SETTLING_MS);
	const growth = settled.length < LEAST_READINGS ? Number.NaN : (slope(settled) * HOUR_MS) / MIB;
	const worst = readings.reduce<Reading | undefined>(
		(most, reading) => (most === undefined || reading.stallMs > most.stallMs ? reading : most),
		undefined,
	);
	const longestStallMs = worst?.stallMs ?? 0;
	const last = readings.slice(-LAST);
	return {
		growth,
		rss: median(last.map(({ rss }) => rss)) / MIB,
		heap: median(last.map(({ heapUsed }) => heapUsed)) / MIB,
		longestStallMs,
		worst,
		isSteady: growth <= MOST_GROWTH && longestStallMs <= LONGEST_STALL_MS,
	};
}

/** Bytes of resident memory per ms: the median of the slopes between all pairs (Theil 1950, Sen 1968). */
function slope(readings: readonly Reading[]): number {
	const slopes: number[] = [];
	for (let k = 0; k < readings.length; k++) {
		for (let j = k + 1; j < readings.length; j++) {
			const [a, b] = [readings[k]!, readings[j]!];
			slopes.push((b.rss - a.rss) / (b.at - a.at));
		}
	}
	return median(slopes);
}
