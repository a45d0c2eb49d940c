import type { Lane } from "./delivery-class.ts";
import type { SeedContext } from "./seed-sender.ts";
import { sendSnapshot } from "./snapshot-sender.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { Service, Viewer } from "./viewer.ts";
import { SILENCE_MS } from "./viewer-pace.ts";
import type { ViewerPlacement } from "./viewer-placement.ts";

/** Time between two snapshots of a viewer that is behind, in ms. */
const BEHIND_EVERY_MS = 500;

/** What stalled viewers need of the router. */
export interface StallHost {
	/** With what a viewer's seeds and snapshots are written. */
	seedContext(viewer: Viewer): SeedContext;
	/** Serves a viewer again, from its watches' positions on. */
	readmit(viewer: Viewer): void;
}

/**
 * The viewers that do not take what they are sent: nothing queues up for them, and none is served twice.
 *
 * Invariants:
 * 1. A viewer is in the set exactly while its service is not `live`; then it is in no group.
 * 2. Behind: newest values and extremes twice a second. Full: nothing. Silent: a snapshot every 3 s, as long as its
 *    socket takes them, so that one which wakes up has something to acknowledge.
 * 3. Back to live once the socket is empty (or the viewer acknowledges again), beginning with the present: streams
 *    jump to their newest sample, marked as a gap; but events are all told.
 */
export class StalledViewers {
	readonly #stalled: Set<Viewer>;
	readonly #placement: ViewerPlacement;
	readonly #host: StallHost;

	/** @param stalled owned one level above, so that they survive a crash. */
	constructor(stalled: Set<Viewer>, placement: ViewerPlacement, host: StallHost) {
		this.#stalled = stalled;
		this.#placement = placement;
		this.#host = host;
	}

	/**
	 * Stops serving a viewer live, whose socket holds too much. The frame in hand is not sent to it: its streams stop
	 * where that begins.
	 *
	 * @param lane of the frame in hand.
	 * @param dirty streams of the frame in hand.
	 */
	stall(viewer: Viewer, lane: Lane, dirty: readonly StreamTopic[]): void {
		if (!this.#stop(viewer, viewer.overloaded ? "full" : "behind")) return;
		for (const topic of dirty) {
			const watch = viewer.watches.get(topic.full);
			if (watch?.topic !== topic || watch.lane !== lane) continue;
			const { sentFrom, sentLate } = topic.lanes[lane]!;
			watch.position = sentFrom;
			watch.late = sentLate;
		}
	}

	/** Stops serving a viewer live that has stopped acknowledging. */
	silence(viewer: Viewer, at: number): void {
		if (this.#stop(viewer, "silent")) viewer.snapshotAt = at;
	}

	/** Looks after all of them; called with each tick. @param at monotonic time in ms. */
	tick(at: number): void {
		for (const viewer of this.#stalled) {
			if (viewer.service === "silent") this.#probe(viewer, at);
			else if (viewer.drained) this.recover(viewer, at);
			else if (viewer.overloaded) viewer.service = "full";
			else if (viewer.service === "behind") this.#snapshot(viewer, at, BEHIND_EVERY_MS);
		}
	}

	/** Serves a viewer live again; what it missed is told as a gap. */
	recover(viewer: Viewer, at: number): void {
		this.#stalled.delete(viewer);
		viewer.service = "live";
		viewer.pace.restart(at);
		for (const watch of viewer.watches.values()) {
			const { source } = watch.topic;
			if (source === null) continue;
			// Events are never left out: as many as memory holds are told after all.
			const { head, tail } = source.ring;
			const next = source.type.delivery === "event" ? tail : head - 1;
			if (watch.position >= next) continue;
			watch.position = next;
			watch.late = null;
			watch.gap = "your connection";
		}
		if (!viewer.paused) this.#host.readmit(viewer);
	}

	/** The viewer is gone. */
	forget(viewer: Viewer): void {
		this.#stalled.delete(viewer);
	}

	#stop(viewer: Viewer, service: Exclude<Service, "live">): boolean {
		if (!viewer.isServed) return false;
		viewer.service = service;
		this.#stalled.add(viewer);
		this.#placement.withdraw(viewer);
		return true;
	}

	#probe(viewer: Viewer, at: number): void {
		if (viewer.drained) this.#snapshot(viewer, at, SILENCE_MS);
	}

	#snapshot(viewer: Viewer, at: number, everyMs: number): void {
		if (viewer.paused || at - viewer.snapshotAt < everyMs) return;
		viewer.snapshotAt = at;
		sendSnapshot(viewer, this.#host.seedContext(viewer));
		viewer.sent(at);
	}
}
