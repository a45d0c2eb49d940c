import type { AttentionLevel } from "@sensocto/protocol";
import { allocate, shareRate } from "../../apps/server/src/bio/budget/allocate.ts";
import { AGE_WEIGHTS } from "./freshness.ts";

/** Streams of one level. */
export type Population = readonly (readonly [level: AttentionLevel, count: number])[];

/** Rates in Hz by level. */
export type Rates = Readonly<Partial<Record<AttentionLevel, number>>>;

/** Messages per second at these rates. */
export function rateSum(population: Population, rates: Rates): number {
	return population.reduce((sum, [level, count]) => sum + count * rates[level]!, 0);
}

/** Mean age by weight of the attention in ms: half the time between two messages. */
export function weightedAgeMs(population: Population, rates: Rates): number {
	let [sum, weights] = [0, 0];
	for (const [level, count] of population) {
		sum += (AGE_WEIGHTS[level] * count * 500) / rates[level]!;
		weights += AGE_WEIGHTS[level] * count;
	}
	return sum / weights;
}

/** What the allocator makes of a budget, in messages per second. */
export function allocatedRates(population: Population, budget: number): Rates {
	const classes = population.map(([level, count]) => ({ level, count, cost: 1, weight: AGE_WEIGHTS[level] }));
	const shares = allocate(classes, budget);
	return Object.fromEntries(classes.map((stream) => [stream.level, shareRate(shares, stream)]));
}

/** The same for every stream. */
export function equalRates(population: Population, budget: number): Rates {
	const streams = population.reduce((sum, [, count]) => sum + count, 0);
	return Object.fromEntries(population.map(([level]) => [level, budget / streams]));
}

/** Rates in the ratios of windows of 300, 500 and 2 000 ms, scaled to the budget. */
export function fixedRatioRates(population: Population, budget: number): Rates {
	const base: Rates = { high: 1_000 / 300, medium: 2, low: 0.5 };
	const scale = budget / rateSum(population, base);
	return Object.fromEntries(population.map(([level]) => [level, base[level]! * scale]));
}

/** How much attention counts for the power of a share. */
const ATTENTION: Readonly<Record<AttentionLevel, number>> = { high: 1, medium: 0.6, low: 0.3, none: 0.1 };

/**
 * The window in ms of one sensor somebody focuses among viewed ones, when shares of the sum of priorities stretch
 * windows whether or not there is room: 5 − 4.5·share^1.3 times the usual 100 ms, .5 to 5 times.
 */
export function powerShareWindowMs(sensors: number): number {
	const priority = (level: AttentionLevel): number => 0.5 * ATTENTION[level] + 0.1;
	const sum = priority("high") + (sensors - 1) * priority("medium");
	const multiplier = 5 - 4.5 * (priority("high") / sum) ** 1.3;
	return 100 * Math.min(Math.max(multiplier, 0.5), 5);
}

/** The same with the allocator on an idle server, which has room for all. */
export function allocatedWindowMs(sensors: number): number {
	const focused = { level: "high", count: 1, cost: 1, weight: AGE_WEIGHTS.high } as const;
	const viewed = { level: "medium", count: sensors - 1, cost: 1, weight: AGE_WEIGHTS.medium } as const;
	return 1_000 / shareRate(allocate([focused, viewed], 900), focused);
}
