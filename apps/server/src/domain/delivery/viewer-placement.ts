import { LANES_MS, type Lane } from "./delivery-class.ts";
import type { SubscriberGroups } from "./subscriber-group.ts";
import type { Viewer, Watch } from "./viewer.ts";

/** Lanes as a set: a bit for each. */
export type LaneSet = number;

/** A stream in a lane. */
export type Placed = Pick<Watch, "topic" | "lane">;

/** All lanes in which some streams are. */
export function lanesOf(places: Iterable<Placed>): LaneSet {
	let lanes = 0;
	for (const { lane } of places) lanes |= 1 << lane;
	return lanes;
}

/**
 * Puts viewers' watches into the groups of their lanes, and takes them out.
 *
 * Whoever puts a watch into a lane has sent what waited of its stream there, so that its cursor stands at the present.
 */
export class ViewerPlacement {
	readonly #groups: SubscriberGroups;

	constructor(groups: SubscriberGroups) {
		this.#groups = groups;
	}

	/** Adds a watch to what its viewer is served, or lets it wait while the viewer is not; {@link settle} follows. */
	put(viewer: Viewer, watch: Watch): void {
		const { lane, topic } = watch;
		if (!viewer.isServed) {
			topic.away.add(watch);
			return;
		}
		topic.away.delete(watch);
		const topics = viewer.sets[lane]!;
		if (topics.has(topic)) return;
		topics.add(topic);
		viewer.hashes[lane]! += topic.hash;
	}

	/** Takes a watch out of what its viewer is served; {@link settle} follows. */
	take(viewer: Viewer, { lane, topic }: Watch): void {
		if (viewer.sets[lane]!.delete(topic)) viewer.hashes[lane]! -= topic.hash;
	}

	/** Finds the groups of the viewer's present sets in these lanes. */
	settle(viewer: Viewer, lanes: LaneSet): void {
		if (!viewer.isServed) return;
		for (let lane: Lane = 0; lanes >> lane !== 0; lane++) {
			if ((lanes & (1 << lane)) !== 0) this.#groups.place(viewer, lane);
		}
	}

	/** Takes a viewer out of all groups; each watch remembers where it stopped. */
	withdraw(viewer: Viewer): void {
		for (const watch of viewer.watches.values()) {
			const { cursor, late } = watch.topic.lanes[watch.lane]!;
			watch.position = cursor;
			watch.late = late?.slice() ?? null;
			watch.topic.away.add(watch);
		}
		for (let lane: Lane = 0; lane < LANES_MS.length; lane++) {
			viewer.sets[lane]!.clear();
			viewer.hashes[lane] = 0;
			this.#groups.leave(viewer, lane);
		}
	}
}
