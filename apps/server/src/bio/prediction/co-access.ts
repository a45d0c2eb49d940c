/** Bounds of what is remembered about which sensors people look at one after the other. */
export const CO_ACCESS = {
	/** Sensors; above it the one focused least goes. */
	sensors: 2_000,
	/** Sensors that follow one sensor; above it the rarest goes. */
	followers: 32,
	/** Viewers whose last focuses are held; above it the longest known goes. */
	viewers: 1_000,
	/** Focuses held of one viewer. */
	focuses: 8,
	/** Time within which a focus follows another, in ms. */
	withinMs: 60_000,
	/** Time after which an observation counts half, in ms. */
	halfLifeMs: 7 * 86_400_000,
	/** What makes a companion: least lift and support, and how many are named. */
	companion: { lift: 2, support: 5, count: 5 },
} as const;

/** Weight of an observation at which all are divided by it, so that weights stay exact. */
const REBASE = 2 ** 20;

/** Support below which a pair is forgotten at {@link CoAccess.snapshot}. */
const FORGOTTEN = 0.05;

/** A sensor that people look at after another. */
export interface Companion {
	readonly sensorId: string;
	/** P(b | a): share of the focuses on the one that the other follows. */
	readonly probability: number;
	/** P(b | a) / P(b): how many times likelier than after a focus on whatever else. */
	readonly lift: number;
	/** Observations, each halved every seven days. */
	readonly support: number;
}

interface Focused {
	/** Focuses on the sensor, and focuses it followed on. */
	focuses: number;
	follows: number;
	readonly followers: Map<string, number>;
}

interface Focus {
	readonly sensorId: string;
	readonly at: number;
	readonly followedBy: Set<string>;
}

/**
 * Learns which sensors one person looks at within a minute of another.
 *
 * Invariants:
 * 1. One focus counts each sensor that follows it once; coming back to the sensor just looked at is no focus.
 * 2. Observations count 2^(−age / 7 days), a pair as old as its first focus: they are added with growing weight instead
 *    of being aged.
 * 3. Each follower is itself a known sensor; `follows` is the sum of its pairs.
 * 4. Sensors, followers, viewers and focuses are bounded by {@link CO_ACCESS}.
 */
export class CoAccess {
	readonly #sensors = new Map<string, Focused>();
	readonly #viewers = new Map<number, Focus[]>();
	/** Moment at which an observation has weight 1, in ms. */
	#origin = Number.NaN;
	#total = 0;

	/** Sensors known. */
	get size(): number {
		return this.#sensors.size;
	}

	/** The viewer with this number focuses on a sensor. */
	focus(viewer: number, sensorId: string, at: number): void {
		const recent = (this.#viewers.get(viewer) ?? []).filter((focus) => at - focus.at <= CO_ACCESS.withinMs);
		if (recent.at(-1)?.sensorId === sensorId) return;
		this.#count(sensorId, this.#weight(at));
		for (const focus of recent) {
			if (focus.sensorId === sensorId || focus.followedBy.has(sensorId)) continue;
			focus.followedBy.add(sensorId);
			this.#pair(focus.sensorId, sensorId, this.#weight(focus.at));
		}
		recent.push({ sensorId, at, followedBy: new Set() });
		this.#remember(viewer, recent.slice(-CO_ACCESS.focuses));
	}

	/** The sensors usually looked at next, the likeliest first, at most five. */
	companions(sensorId: string, at: number): Companion[] {
		const focused = this.#sensors.get(sensorId);
		if (focused === undefined) return [];
		const { count, lift, support } = CO_ACCESS.companion;
		const weight = this.#weight(at);
		return Array.from(focused.followers, ([other, pair]) => {
			const probability = pair / focused.focuses;
			const { focuses, follows } = this.#sensors.get(other)!;
			const usual = follows / (this.#total - focuses);
			return { sensorId: other, probability, lift: probability / usual, support: pair / weight };
		})
			.filter((companion) => companion.lift >= lift && companion.support >= support)
			.sort((a, b) => b.probability - a.probability || (a.sensorId < b.sensorId ? -1 : 1))
			.slice(0, count);
	}

	/** What {@link restore} takes, by sensor. Forgets pairs that hardly count any more. */
	*snapshot(at: number): Iterable<[sensorId: string, state: string]> {
		const weight = this.#weight(at);
		for (const [sensorId, { focuses, followers }] of this.#sensors) {
			for (const [other, pair] of followers) if (pair / weight < FORGOTTEN) this.#forgetPair(sensorId, other);
			const pairs = Array.from(followers, ([other, pair]) => [other, rounded(pair / weight)]);
			yield [sensorId, JSON.stringify([at, rounded(focuses / weight), pairs])];
		}
	}

	/** Adds what a snapshot says of one sensor. @throws Error when it is none. */
	restore(sensorId: string, state: string): void {
		const [at, focuses, pairs] = JSON.parse(state) as [number, number, [string, number][]];
		const counts = [focuses, ...pairs.map(([, pair]) => pair)];
		if (![at, ...counts].every((count) => Number.isFinite(count) && count >= 0))
			throw new Error("a count is not a number");
		const weight = this.#weight(at);
		this.#count(sensorId, focuses * weight);
		for (const [other, pair] of pairs.slice(0, CO_ACCESS.followers))
			this.#pair(sensorId, other, pair * weight);
	}

	#weight(at: number): number {
		if (Number.isNaN(this.#origin)) this.#origin = at;
		const weight = 2 ** ((at - this.#origin) / CO_ACCESS.halfLifeMs);
		if (weight < REBASE) return weight;
		for (const focused of this.#sensors.values()) {
			focused.focuses /= weight;
			focused.follows /= weight;
			for (const [other, pair] of focused.followers) focused.followers.set(other, pair / weight);
		}
		this.#total /= weight;
		this.#origin = at;
		return 1;
	}

	#count(sensorId: string, weight: number): void {
		this.#known(sensorId).focuses += weight;
		this.#total += weight;
	}

	#pair(sensorId: string, other: string, weight: number): void {
		const followed = this.#known(other);
		// Making room for the one may have cost the other its place.
		const followers = this.#sensors.get(sensorId)?.followers;
		if (followers === undefined) return;
		followed.follows += weight;
		followers.set(other, (followers.get(other) ?? 0) + weight);
		if (followers.size <= CO_ACCESS.followers) return;
		let rarest = "";
		for (const [candidate, pair] of followers)
			if (candidate !== other && (rarest === "" || pair < followers.get(rarest)!)) rarest = candidate;
		this.#forgetPair(sensorId, rarest);
	}

	#known(sensorId: string): Focused {
		const known = this.#sensors.get(sensorId);
		if (known !== undefined) return known;
		if (this.#sensors.size >= CO_ACCESS.sensors) this.#evict();
		const fresh: Focused = { focuses: 0, follows: 0, followers: new Map() };
		this.#sensors.set(sensorId, fresh);
		return fresh;
	}

	#evict(): void {
		let least = "";
		for (const [sensorId, { focuses }] of this.#sensors)
			if (least === "" || focuses < this.#sensors.get(least)!.focuses) least = sensorId;
		for (const other of this.#sensors.get(least)!.followers.keys()) this.#forgetPair(least, other);
		for (const [sensorId, { followers }] of this.#sensors)
			if (followers.has(least)) this.#forgetPair(sensorId, least);
		this.#total -= this.#sensors.get(least)!.focuses;
		this.#sensors.delete(least);
	}

	#forgetPair(sensorId: string, other: string): void {
		const { followers } = this.#sensors.get(sensorId)!;
		this.#sensors.get(other)!.follows -= followers.get(other)!;
		followers.delete(other);
	}

	#remember(viewer: number, focuses: Focus[]): void {
		this.#viewers.delete(viewer);
		this.#viewers.set(viewer, focuses);
		if (this.#viewers.size <= CO_ACCESS.viewers) return;
		this.#viewers.delete(this.#viewers.keys().next().value!);
	}
}

function rounded(count: number): number {
	return Math.round(count * 1_000) / 1_000;
}
