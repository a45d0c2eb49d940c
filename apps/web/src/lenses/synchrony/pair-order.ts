import type { SynchronyPair } from "@sensocto/protocol";

const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/**
 * Pairs as they are listed: the most locked first, those alike to two digits by name, and within a pair by name too.
 *
 * Figures come twice a second; rows that differ by less than is shown would change places with each.
 */
export function listedPairs(
	pairs: readonly SynchronyPair[],
	name: (sensorId: string) => string,
): SynchronyPair[] {
	const byName = (one: string, other: string): number =>
		order.compare(name(one), name(other)) || order.compare(one, other);
	return pairs
		.map((pair) =>
			byName(pair.a, pair.b) > 0 ? { ...pair, a: pair.b, b: pair.a, lag_ms: turned(pair.lag_ms) } : pair,
		)
		.sort((p, q) => shown(q.plv) - shown(p.plv) || byName(p.a, q.a) || byName(p.b, q.b));
}

const shown = (plv: number): number => Math.round(100 * plv);

const turned = (lagMs: number | null): number | null => (lagMs === null ? null : -lagMs);
