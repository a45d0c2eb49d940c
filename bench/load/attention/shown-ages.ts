import type { ShownLevel } from "./attended.ts";

/** Ages in ms up to which a value is as good as new, and what an old one costs. */
const LEVELS = { high: { targetMs: 150, weight: 100 }, medium: { targetMs: 600, weight: 10 } } as const;

/** A value counts from this long after somebody turned to it, in ms: the first one has to travel. */
const FROM_MS = 1_000;

/** Ages of one level. */
export interface LevelAges {
	/** Looks taken at shown values. */
	looks: number;
	meanMs: number;
	p95Ms: number;
	/** Mean freshness, 0..1. */
	freshness: number;
}

export interface AgeReport {
	/** Freshness of all, weighted by attention. */
	freshness: number;
	high: LevelAges;
	medium: LevelAges;
}

/**
 * Ages and freshness of what people see, averaged over time by looking at regular moments.
 *
 * The age A of a shown value is the time since its sample was taken. Its freshness is clamp(1 − (A − a) / 9a, 0, 1)
 * with the level's target a; means are weighted 100 for high and 10 for medium attention.
 */
export class ShownAges {
	readonly #since = new Map<string, number>();
	readonly #ages: Record<ShownLevel, number[]> = { high: [], medium: [] };

	/**
	 * Looks at one viewer's page.
	 *
	 * @param newest time of the newest sample there of a stream, in ms; undefined when there is none.
	 * @param counts whether this look enters the averages.
	 */
	look(
		viewer: number,
		shown: ReadonlyMap<string, ShownLevel>,
		newest: (stream: string) => number | undefined,
		now: number,
		counts: boolean,
	): void {
		const prefix = `${viewer} `;
		for (const key of this.#since.keys()) {
			if (key.startsWith(prefix) && !shown.has(key.slice(prefix.length))) this.#since.delete(key);
		}
		for (const [stream, level] of shown) {
			const since = this.#since.get(prefix + stream) ?? now;
			this.#since.set(prefix + stream, since);
			if (counts && now - since >= FROM_MS) this.#ages[level].push(now - (newest(stream) ?? since));
		}
	}

	report(): AgeReport {
		const [high, medium] = [this.#level("high"), this.#level("medium")];
		const weights = [high.looks * LEVELS.high.weight, medium.looks * LEVELS.medium.weight] as const;
		const fresh = high.freshness * weights[0] + medium.freshness * weights[1];
		return { freshness: fresh / (weights[0] + weights[1]), high, medium };
	}

	#level(level: ShownLevel): LevelAges {
		const ages = this.#ages[level].sort((a, b) => a - b);
		const { targetMs } = LEVELS[level];
		const freshness = ages.map((age) => Math.min(1, Math.max(0, 1 - (age - targetMs) / (9 * targetMs))));
		const mean = (values: readonly number[]): number =>
			values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
		return {
			looks: ages.length,
			meanMs: mean(ages),
			p95Ms: ages[Math.floor(0.95 * ages.length)] ?? 0,
			freshness: mean(freshness),
		};
	}
}
