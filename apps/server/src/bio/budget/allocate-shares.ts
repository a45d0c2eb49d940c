import type { Allocation } from "../wires.ts";
import { allocate, type DemandClass, type Pool, type Share, type Shares } from "./allocate.ts";

/** The shares of processor and uplink together. */
export interface CommonShares extends Shares {
	/** Those of the uplink, with bytes as cost; undefined while it is not limited. */
	readonly uplink: Shares | undefined;
}

/** What decides upon rates, in either form. */
interface Deciding extends Share {
	readonly uplink?: Share | undefined;
}

/** Figures closer than this part of each other give the same rates as far as anybody can tell. */
const NOTICEABLE = 0.01;

/** Shares that slow nobody. */
export function uncontended(demanded: number): CommonShares {
	const free = Number.POSITIVE_INFINITY;
	return {
		lambda: free,
		pauseBelow: 0,
		pools: { novelty: free, predicted: free },
		demanded,
		granted: demanded,
		contended: false,
		uplink: undefined,
	};
}

/** The shares that an allocation was made of, as far as they matter to go on from there. */
export function resumed({
	contended,
	demanded,
	granted,
	lambda,
	pauseBelow,
	pools,
}: Allocation): CommonShares {
	const free = uncontended(demanded);
	return { ...free, contended, granted, lambda, pauseBelow, pools: pools ?? free.pools };
}

/** Shares the uplink among the streams that use it; undefined without a limit. */
export function uplinkShares(
	classes: readonly DemandClass[],
	limit: number | undefined,
	pausedBelow: number | undefined,
): Shares | undefined {
	if (limit === undefined) return undefined;
	const sent = classes.flatMap((stream) => (stream.bytes ? [{ ...stream, cost: stream.bytes }] : []));
	return allocate(sent, limit, pausedBelow);
}

/** Whether two shares give all streams about the same rates. */
export function sameShares(one: Deciding, other: Deciding): boolean {
	if (!sameShare(one, other)) return false;
	if (one.uplink === undefined || other.uplink === undefined) return one.uplink === other.uplink;
	return sameShare(one.uplink, other.uplink);
}

function sameShare(one: Share, other: Share): boolean {
	return (
		one.pauseBelow === other.pauseBelow &&
		near(one.lambda, other.lambda) &&
		near(poolOf(one, "novelty"), poolOf(other, "novelty")) &&
		near(poolOf(one, "predicted"), poolOf(other, "predicted"))
	);
}

const poolOf = (share: Share, pool: Pool): number => share.pools?.[pool] ?? Number.POSITIVE_INFINITY;

function near(one: number, other: number): boolean {
	return one === other || Math.abs(one - other) <= NOTICEABLE * Math.min(one, other);
}
