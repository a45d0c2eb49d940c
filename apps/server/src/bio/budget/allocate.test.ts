import type { AttentionLevel } from "@sensocto/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocate, type DemandClass, POOL_SHARE, type Stream, shareRate } from "./allocate.ts";
import { RATE_BOUNDS } from "./rate-bounds.ts";

const LEVELS: readonly AttentionLevel[] = ["high", "medium", "low", "none"];

const demandClass = fc.record({
	weight: fc
		.constantFrom(100, 60, 10, 1, 0.1)
		.chain((base) => fc.integer({ min: 1, max: 50 }).map((viewers) => base * (1 + 0.15 * Math.log(viewers)))),
	cost: fc.double({ min: 0.1, max: 10_000, noNaN: true }),
	level: fc.constantFrom(...LEVELS),
	count: fc.integer({ min: 1, max: 500 }),
});
const classes = fc.array(demandClass, { minLength: 1, maxLength: 12 });
/** A budget as a part of what is demanded at full rate, from nearly nothing to more than enough. */
const part = fc.double({ min: 0.001, max: 1.5, noNaN: true });

const spent = (list: readonly DemandClass[], rate: (stream: Stream) => number): number =>
	list.reduce((sum, stream) => sum + stream.count * stream.cost * rate(stream), 0);
/** What is spent at least: the slowest rates of what is never paused. */
const leastOf = (list: readonly DemandClass[]): number =>
	spent(list, ({ level }) => (RATE_BOUNDS[level].pausable ? 0 : RATE_BOUNDS[level].min));
const demandOf = (list: readonly DemandClass[]): number => spent(list, ({ level }) => RATE_BOUNDS[level].max);
const weightedAge = (list: readonly DemandClass[], rate: (stream: Stream) => number): number =>
	list.reduce((sum, stream) => sum + (stream.count * stream.weight) / (2 * rate(stream)), 0);

describe("allocate", () => {
	it("pauses what may be paused under no budget, and keeps what is on screen at its slowest", () => {
		const focused = { weight: 100, cost: 1, level: "high", count: 3 } as const;
		const unseen = { weight: 1, cost: 1, level: "low", count: 3 } as const;
		const shares = allocate([focused, unseen], 0);
		expect(shares).toMatchObject({ granted: 6, demanded: 31.5, contended: true });
		expect([focused, unseen].map((stream) => shareRate(shares, stream))).toEqual([2, 0]);
	});

	it("has nothing to share without streams", () => {
		expect(allocate([], 5)).toMatchObject({ demanded: 0, granted: 0, contended: false, pauseBelow: 0 });
	});

	it("never spends more than the budget, or what it has to", () => {
		fc.assert(
			fc.property(classes, part, (list, share) => {
				const budget = demandOf(list) * share;
				const shares = allocate(list, budget);
				expect(shares.granted).toBeLessThanOrEqual(Math.max(budget, leastOf(list)) * (1 + 1e-9));
				expect(spent(list, (stream) => shareRate(shares, stream))).toBeCloseTo(shares.granted, 6);
			}),
		);
	});

	it("gives everyone the full rate when the budget covers it", () => {
		fc.assert(
			fc.property(classes, (list) => {
				const shares = allocate(list, demandOf(list) * (1 + 1e-9));
				expect(shares).toMatchObject({ contended: false, pauseBelow: 0, lambda: Number.POSITIVE_INFINITY });
				for (const stream of list) expect(shareRate(shares, stream)).toBe(RATE_BOUNDS[stream.level].max);
			}),
		);
	});

	it("leaves nothing over while somebody is slowed and nobody paused", () => {
		fc.assert(
			fc.property(classes, part, (list, share) => {
				const budget = demandOf(list) * share;
				const shares = allocate(list, budget);
				if (shares.contended && shares.pauseBelow === 0)
					expect(shares.granted).toBeGreaterThan(budget * (1 - 1e-6));
			}),
		);
	});

	it("keeps every rate within the bounds of its level, or pauses it", () => {
		fc.assert(
			fc.property(classes, part, (list, share) => {
				const shares = allocate(list, demandOf(list) * share);
				for (const stream of list) {
					const rate = shareRate(shares, stream);
					const { max, min } = RATE_BOUNDS[stream.level];
					if (rate !== 0) expect(rate).toBeGreaterThanOrEqual(min);
					expect(rate).toBeLessThanOrEqual(max);
				}
			}),
		);
	});

	it("slows nobody when the budget grows", () => {
		fc.assert(
			fc.property(classes, part, part, (list, one, other) => {
				const [small, large] = [Math.min(one, other), Math.max(one, other)].map((share) =>
					allocate(list, demandOf(list) * share),
				);
				expect(large!.granted).toBeGreaterThanOrEqual(small!.granted * (1 - 1e-9));
				for (const stream of list) {
					// When a class starts again the others give way, within what they had above their slowest rate.
					if (large!.pauseBelow !== small!.pauseBelow) continue;
					expect(shareRate(large!, stream)).toBeGreaterThanOrEqual(shareRate(small!, stream) * (1 - 1e-9));
				}
				expect(large!.pauseBelow).toBeLessThanOrEqual(small!.pauseBelow);
			}),
		);
	});

	it("gives more to what is worth more per cost, at the same level", () => {
		fc.assert(
			fc.property(classes, part, (list, share) => {
				const shares = allocate(list, demandOf(list) * share);
				for (const one of list) {
					for (const other of list) {
						if (one.level !== other.level || one.weight / one.cost < other.weight / other.cost) continue;
						expect(shareRate(shares, one)).toBeGreaterThanOrEqual(shareRate(shares, other) * (1 - 1e-9));
					}
				}
			}),
		);
	});

	it("follows the square-root law wherever no bound is in the way", () => {
		fc.assert(
			fc.property(classes, part, (list, share) => {
				const shares = allocate(list, demandOf(list) * share);
				const free = list.filter((stream) => {
					const [rate, { max, min }] = [shareRate(shares, stream), RATE_BOUNDS[stream.level]];
					return rate > min && rate < max;
				});
				for (const one of free) {
					for (const other of free) {
						const ratio = Math.sqrt((one.weight * other.cost) / (other.weight * one.cost));
						expect(shareRate(shares, one) / shareRate(shares, other)).toBeCloseTo(ratio, 6);
					}
				}
			}),
		);
	});

	it("cannot be bettered by moving budget from one class to another", () => {
		fc.assert(
			fc.property(classes, part, fc.double({ min: 0.01, max: 0.5, noNaN: true }), (list, share, step) => {
				const shares = allocate(list, demandOf(list) * share);
				if (shares.pauseBelow > 0) return;
				const best = weightedAge(list, (stream) => shareRate(shares, stream));
				for (const giver of list) {
					for (const taker of list) {
						if (giver === taker) continue;
						const moved = step * giver.count * giver.cost * shareRate(shares, giver);
						const given = shareRate(shares, giver) * (1 - step);
						const taken = shareRate(shares, taker) + moved / (taker.count * taker.cost);
						if (given < RATE_BOUNDS[giver.level].min || taken > RATE_BOUNDS[taker.level].max) continue;
						const rate = (stream: Stream): number =>
							stream === giver ? given : stream === taker ? taken : shareRate(shares, stream);
						expect(weightedAge(list, rate)).toBeGreaterThanOrEqual(best * (1 - 1e-9));
					}
				}
			}),
			{ numRuns: 50 },
		);
	});

	it("treats two equal classes as one of both", () => {
		fc.assert(
			fc.property(classes, part, (list, share) => {
				const budget = demandOf(list) * share;
				const split = list.flatMap((stream) => [
					{ ...stream, count: Math.floor(stream.count / 2) },
					{ ...stream, count: Math.ceil(stream.count / 2) },
				]);
				const [whole, halves] = [allocate(list, budget), allocate(split, budget)];
				for (const stream of list) {
					const rate = shareRate(whole, stream);
					expect(Math.abs(shareRate(halves, stream) - rate)).toBeLessThanOrEqual(rate * 1e-6);
				}
			}),
		);
	});
});

describe("allocate under a budget for nobody's slowest rate", () => {
	const high = { weight: 100, cost: 1, level: "high", count: 10 } as const;
	const low = { weight: 1, cost: 1, level: "low", count: 200 } as const;
	const none = { weight: 0.1, cost: 1, level: "none", count: 1_000 } as const;
	const all = [none, low, high];

	it("pauses what is worth least per cost first", () => {
		// Slowest rates: 20 + 20 + 20.
		const shares = allocate(all, 55);
		expect(all.map((stream) => shareRate(shares, stream) > 0)).toEqual([false, true, true]);
		expect(shares.pauseBelow).toBe(1);
		expect(allocate(all, 35).pauseBelow).toBe(Number.POSITIVE_INFINITY);
	});

	it("starts a paused class again only when there is room to spare", () => {
		expect(allocate(all, 61).pauseBelow).toBe(0);
		expect(allocate(all, 61, 1).pauseBelow).toBe(1);
		expect(allocate(all, 67, 1).pauseBelow).toBe(0);
	});
});

describe("allocate with leases nobody asked for", () => {
	const novel = { weight: 60, cost: 1, level: "high", count: 50, pool: "novelty" } as const;
	const viewed = { weight: 10, cost: 1, level: "medium", count: 40 } as const;

	it("gives all streams of a pool together at most its share, however free the rest is", () => {
		const budget = 1_000;
		const shares = allocate([novel, viewed], budget);
		expect(shareRate(shares, viewed)).toBe(5);
		expect(50 * shareRate(shares, novel)).toBeLessThanOrEqual(POOL_SHARE * budget * (1 + 1e-9));
		expect(50 * shareRate(shares, novel)).toBeGreaterThan(POOL_SHARE * budget * 0.999);
		expect(shares).toMatchObject({ contended: true, lambda: Number.POSITIVE_INFINITY });
	});

	it("never gives a stream of a pool less than it would get without the lease", () => {
		fc.assert(
			fc.property(
				classes,
				part,
				fc.constantFrom<"novelty" | "predicted">("novelty", "predicted"),
				(list, share, pool) => {
					const raised = list.map((stream) => ({
						...stream,
						weight: 60,
						level: "high" as const,
						pool,
						without: { weight: stream.weight, level: stream.level },
					}));
					const shares = allocate(raised, demandOf(list) * share);
					raised.forEach((stream, index) => {
						expect(shareRate(shares, stream)).toBeGreaterThanOrEqual(shareRate(shares, list[index]!));
					});
				},
			),
		);
	});

	it("caps each pool by itself, beyond what its streams get anyway, and all within the budget", () => {
		const predicted = { weight: 8, cost: 1, level: "medium", count: 100, pool: "predicted" } as const;
		const shares = allocate([novel, predicted, viewed], 150);
		for (const stream of [novel, predicted]) {
			const anyway = shareRate(shares, { weight: 0.1, cost: 1, level: "none" });
			expect(stream.count * (shareRate(shares, stream) - anyway)).toBeLessThanOrEqual(15);
		}
		expect(shares.granted).toBeLessThanOrEqual(150 * (1 + 1e-9));
	});
});
