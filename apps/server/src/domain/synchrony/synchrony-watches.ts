import { SYNCHRONY_LIMITS, type SynchronyKind } from "@sensocto/protocol";

/** Called with each update, already as JSON: it is written once for all who watch the group. */
export type SynchronyListener = (updateJson: string) => void;

/** A group that somebody watches. */
export interface WatchedGroup {
	readonly kind: SynchronyKind;
	/** Its sensors, or null for all that are online. */
	readonly sensors: readonly string[] | null;
	readonly listeners: Set<SynchronyListener>;
}

/**
 * Which groups are compared for whom.
 *
 * Plain state owned above the computer: a crash of that leaves the watchers where they are.
 *
 * Invariants: (1) a group is listed while it has a listener; (2) viewers of the same sensors share one group; (3) there
 * are at most {@link SYNCHRONY_LIMITS.groups} groups.
 */
export class SynchronyWatches {
	readonly #groups = new Map<string, WatchedGroup>();
	readonly #wakers = new Set<() => void>();

	/** The groups that somebody watches. */
	get groups(): Iterable<WatchedGroup> {
		return this.#groups.values();
	}

	/** Number of groups. */
	get size(): number {
		return this.#groups.size;
	}

	/** Starts watching; returns what ends it, or undefined when too many other groups are watched. */
	watch(
		kind: SynchronyKind,
		sensors: readonly string[] | null,
		listener: SynchronyListener,
	): (() => void) | undefined {
		const key = JSON.stringify([kind, sensors === null ? null : [...sensors].sort()]);
		let group = this.#groups.get(key);
		if (group === undefined) {
			if (this.#groups.size >= SYNCHRONY_LIMITS.groups) return undefined;
			group = { kind, sensors, listeners: new Set() };
			this.#groups.set(key, group);
		}
		const { listeners } = group;
		listeners.add(listener);
		for (const wake of this.#wakers) wake();
		return () => {
			if (listeners.delete(listener) && listeners.size === 0) this.#groups.delete(key);
		};
	}

	/** Calls back when somebody starts to watch; the answer ends that. */
	onWatch(wake: () => void): () => void {
		this.#wakers.add(wake);
		return () => this.#wakers.delete(wake);
	}
}
