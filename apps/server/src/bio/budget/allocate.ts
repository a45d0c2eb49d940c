import type { AttentionLevel } from "@sensocto/protocol";
import { INTEREST_WEIGHTS } from "../wires.ts";
import { RATE_BOUNDS } from "./rate-bounds.ts";

/** How strongly a stream competes for the budget. */
export interface Claim {
	/** Worth of its freshness, see {@link INTEREST_WEIGHTS}; above 0. */
	readonly weight: number;
	/** Gives the bounds of its rate. */
	readonly level: AttentionLevel;
}

/** One stream that competes for the budget. */
export interface Stream extends Claim {
	/** Cost units per message; above 0. */
	readonly cost: number;
	/** Bytes per message on the uplink; only looked at when the uplink is limited. */
	readonly bytes?: number;
	/** The kind of lease it owes its claim to, when that kind may have only a small part of the budget. */
	readonly pool?: Pool;
	/**
	 * Its claim without that lease, by default that of a stream nobody attends to; it never gets less than it would
	 * with this one.
	 */
	readonly without?: Claim;
}

/** Streams alike. */
export interface DemandClass extends Stream {
	readonly count: number;
}

/** Leases that nobody asked for: all streams of one kind together get at most {@link POOL_SHARE} of the budget. */
export type Pool = "novelty" | "predicted";

/** Greatest part of the budget for the streams of one pool. */
export const POOL_SHARE = 0.1;

/** Part of the budget that the slowest rates of all must fit into before a paused stream starts again. */
const RESUME_SHARE = 0.9;

/** Width of the bisection at which it ends, as a ratio. */
const PRECISION = 1 + 1e-10;

/** Smallest part of its full rate that a pool's stream is computed with; a smaller one is as good as none. */
const LEAST_OF_POOL = 1e-9;

const POOLS: readonly Pool[] = ["novelty", "predicted"];

const UNATTENDED: Claim = { weight: INTEREST_WEIGHTS.none, level: "none" };

/** How a resource is shared: what {@link shareRate} needs besides the stream. */
export interface Share {
	/** See {@link allocate}; infinite when everyone gets the full rate. */
	readonly lambda: number;
	/** Streams that may be paused and whose weight / cost is below this are paused. */
	readonly pauseBelow: number;
	/** The figure instead of `lambda` for streams of a pool, where that is smaller. */
	readonly pools?: Readonly<Record<Pool, number>>;
}

/** How a budget is shared, and what that comes to. */
export interface Shares extends Share {
	readonly pools: Readonly<Record<Pool, number>>;
	/** Cost units per second at full rate. */
	readonly demanded: number;
	/**
	 * Cost units per second as shared; at most the budget, unless the slowest rates of what is never paused exceed
	 * it.
	 */
	readonly granted: number;
	/** Whether some stream gets less than its full rate. */
	readonly contended: boolean;
}

/** The rate in Hz that a share gives to a stream; 0 when it is paused. */
export function shareRate(share: Share, stream: Stream): number {
	if (stream.pool === undefined) return claimRate(share, stream, stream.cost);
	const lambda = Math.min(share.lambda, share.pools?.[stream.pool] ?? Number.POSITIVE_INFINITY);
	const lent = Math.min(lambda * Math.sqrt(stream.weight / stream.cost), RATE_BOUNDS[stream.level].max);
	return Math.max(lent, claimRate(share, stream.without ?? UNATTENDED, stream.cost));
}

/**
 * Shares a budget among classes of streams so that the weighted mean age is least.
 *
 * The mean age of a stream sent at rate r is 1/(2r); Σ w/(2r) under Σ c·r = B is least where w/r² is proportional to
 * c (Lagrange), so r = clamp(λ·√(w/c), r_min, r_max). The cost is monotone in λ: it is found by bisection over the
 * classes. When all fit at r_max nobody is slowed; when not all fit at r_min, those of the lowest w/c that may be
 * paused are.
 *
 * @param budget cost units per second.
 * @param pausedBelow `pauseBelow` of the share in force: what is paused starts again only when there is some room for
 * it.
 */
export function allocate(classes: readonly DemandClass[], budget: number, pausedBelow = 0): Shares {
	const free = Number.POSITIVE_INFINITY;
	const pools = { novelty: free, predicted: free };
	const full: Shares = { lambda: free, pauseBelow: 0, pools, demanded: 0, granted: 0, contended: false };
	const demanded = total(classes, (stream) => shareRate(full, stream));
	for (const pool of POOLS) pools[pool] = poolLambda(classes, pool, budget * POOL_SHARE);
	const granted = total(classes, (stream) => shareRate(full, stream));
	// All at full rate but for rounding: a sum in another order is not contention.
	if (granted <= budget) return { ...full, demanded, granted, contended: granted < demanded * (1 - 1e-12) };

	const pauseBelow = pauseThreshold(classes, budget, pausedBelow);
	const cost = (lambda: number): number =>
		total(classes, (stream) => shareRate({ lambda, pauseBelow, pools }, stream));
	const lambda = bisect(cost, budget, ...lambdaRange(classes));
	return { lambda, pauseBelow, pools, demanded, granted: cost(lambda), contended: true };
}

function claimRate({ lambda, pauseBelow }: Share, { level, weight }: Claim, cost: number): number {
	const { max, min, pausable } = RATE_BOUNDS[level];
	const value = weight / cost;
	return pausable && value < pauseBelow ? 0 : Math.min(Math.max(lambda * Math.sqrt(value), min), max);
}

function total(classes: readonly DemandClass[], rate: (stream: DemandClass) => number): number {
	let sum = 0;
	for (const stream of classes) sum += stream.count * stream.cost * rate(stream);
	return sum;
}

/** The λ at which the streams of a pool cost the limit by themselves; infinite when they cost less at full rate. */
function poolLambda(classes: readonly DemandClass[], pool: Pool, limit: number): number {
	const own = classes.filter((stream) => stream.pool === pool);
	const cost = (lambda: number): number =>
		total(own, ({ cost, level, weight }) =>
			Math.min(lambda * Math.sqrt(weight / cost), RATE_BOUNDS[level].max),
		);
	if (cost(Number.POSITIVE_INFINITY) <= limit) return Number.POSITIVE_INFINITY;
	const [, high] = lambdaRange(own);
	return bisect(cost, limit, high * LEAST_OF_POOL, high);
}

/** The claim a stream has by itself, without what a pool lends to it. */
const ownClaim = (stream: DemandClass): Claim =>
	stream.pool === undefined ? stream : (stream.without ?? UNATTENDED);

/**
 * From where on streams that may be paused, by weight / cost, fit in at their slowest rate; infinite when none does.
 */
function pauseThreshold(classes: readonly DemandClass[], budget: number, pausedBelow: number): number {
	let used = 0;
	const pausable: { value: number; least: number }[] = [];
	for (const stream of classes) {
		const { level, weight } = ownClaim(stream);
		const least = stream.count * stream.cost * RATE_BOUNDS[level].min;
		if (RATE_BOUNDS[level].pausable) pausable.push({ value: weight / stream.cost, least });
		else used += least;
	}
	pausable.sort((one, other) => other.value - one.value);
	let threshold = Number.POSITIVE_INFINITY;
	for (let first = 0; first < pausable.length; ) {
		const { value } = pausable[first]!;
		// Streams of equal worth are paused together: nothing tells them apart.
		for (; first < pausable.length && pausable[first]!.value === value; first++)
			used += pausable[first]!.least;
		if (used > (value < pausedBelow ? budget * RESUME_SHARE : budget)) return threshold;
		threshold = value;
	}
	return 0;
}

/** Between which λ all rates move from their slow to their fast ends. */
function lambdaRange(classes: readonly DemandClass[]): [low: number, high: number] {
	let [low, high] = [Number.POSITIVE_INFINITY, 0];
	for (const stream of classes) {
		for (const { level, weight } of [stream, ownClaim(stream)]) {
			const root = Math.sqrt(weight / stream.cost);
			low = Math.min(low, RATE_BOUNDS[level].min / root);
			high = Math.max(high, RATE_BOUNDS[level].max / root);
		}
	}
	return [low, high];
}

/**
 * The greatest λ whose cost is within the limit, for a cost that grows with λ; the low end when even that is too
 * much.
 */
function bisect(cost: (lambda: number) => number, limit: number, low: number, high: number): number {
	let [fits, exceeds] = [low, high];
	while (exceeds > fits * PRECISION) {
		const middle = Math.sqrt(fits * exceeds);
		if (cost(middle) <= limit) fits = middle;
		else exceeds = middle;
	}
	return fits;
}
