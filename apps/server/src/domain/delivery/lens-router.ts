import type { Clock, Scope, Worker } from "@sensocto/supervision";
import { DELIVERY_WINDOWS_MS, TICK_MS, type WatchLevel } from "./delivery-class.ts";
import { PromptFlush } from "./prompt-flush.ts";
import { sendSeed } from "./seed-sender.ts";
import type { Encoding, Fragment, StreamCodecs } from "./stream-codec.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { SubscriberGroup, SubscriberGroups } from "./subscriber-group.ts";
import type { TopicTable } from "./topic-table.ts";
import type { Viewer, Watch } from "./viewer.ts";

const LEVELS = [0, 1, 2] as const;

/** What is delivered to whom; owned one level above the router, so that it survives the router's crash. */
export interface DeliveryState {
	readonly topics: TopicTable;
	readonly groups: SubscriberGroups;
	readonly codecs: StreamCodecs;
	/** Reference of times in binary frames, ms since 1970. */
	readonly epoch: number;
	/** Viewers whose sockets are full. */
	readonly stalled: Set<Viewer>;
}

/**
 * Carries samples from the attributes' rings to the viewers' sockets.
 *
 * Invariants:
 * 1. Between two flushes nothing is done per sample but marking its topic dirty.
 * 2. A flush encodes each dirty stream once per encoding, builds each group's frame once and writes once per viewer.
 * 3. A viewer gets every sample of a stream exactly once, in order: whenever it joins, leaves or changes level the
 *    level is flushed first, so that all cursors stand at the rings' heads.
 * 4. A viewer whose socket is over its limit is in no group; nothing queues up for it. Once it has drained it gets the
 *    newest sample of each stream that moved on, marked as a gap, and then goes on live.
 */
export class LensRouter implements Worker {
	readonly #clock: Clock;
	readonly #topics: TopicTable;
	readonly #groups: SubscriberGroups;
	readonly #codecs: StreamCodecs;
	readonly #epoch: number;
	readonly #lastFlush: [number, number, number] = [0, 0, 0];
	readonly #stalled: Set<Viewer>;
	/** Frames written since the start. */
	frames = 0;

	constructor({ codecs, epoch, groups, stalled, topics }: DeliveryState, clock: Clock) {
		this.#topics = topics;
		this.#groups = groups;
		this.#codecs = codecs;
		this.#epoch = epoch;
		this.#stalled = stalled;
		this.#clock = clock;
	}

	start(scope: Scope): void {
		scope.every(TICK_MS, () => this.tick());
		new PromptFlush(this.#topics, this).start(scope);
	}

	/** Flushes the levels whose window has passed. */
	tick(): void {
		for (const level of LEVELS) {
			if (this.#topics.dirty[level].length > 0 && this.isIdle(level)) this.flush(level);
		}
		for (const viewer of this.#stalled) if (viewer.drained) this.#recover(viewer);
	}

	/** Whether a level's window has passed since its last flush, or will have long before the next tick. */
	isIdle(level: WatchLevel): boolean {
		const since = this.#clock.monotonic() - this.#lastFlush[level];
		return since >= DELIVERY_WINDOWS_MS[level] - TICK_MS / 2;
	}

	/** Sends everything that waits at a level to its viewers now. */
	flush(level: WatchLevel): void {
		const dirty = this.#topics.takeDirty(level);
		if (dirty.length === 0) return;
		this.#lastFlush[level] = this.#clock.monotonic();
		dirty.sort((a, b) => a.order - b.order);
		const touched = new Set<SubscriberGroup>();
		for (const topic of dirty) this.#collect(topic, level, touched);
		const serverTime = this.#clock.now();
		for (const group of touched) this.#sendGroup(group, serverTime, dirty);
	}

	/** Starts, or changes the level of, watches of one viewer. */
	watch(viewer: Viewer, topics: Iterable<StreamTopic>, level: WatchLevel, seedMs = 0): void {
		this.#flushAll();
		// Seeds are large: who asks for them again and again without reading gets none.
		if (!viewer.stalled && viewer.overloaded) this.#stall(viewer, level, []);
		const changed = new Set<WatchLevel>([level]);
		const seeds: Watch[] = [];
		for (const topic of topics) {
			const known = viewer.watches.get(topic);
			if (known !== undefined) {
				if (known.level === level) continue;
				changed.add(known.level);
				remove(viewer, topic, known.level);
				known.level = level;
			}
			const watch = known ?? { topic, level, position: startPosition(topic, seedMs), gap: null };
			if (known === undefined) {
				seeds.push(watch);
				topic.watchers++;
			}
			viewer.watches.set(topic, watch);
			if (viewer.paused || viewer.stalled) topic.away.add(watch);
			else add(viewer, topic, level);
		}
		viewer.announce(seeds.map(({ topic }) => topic));
		this.#seed(viewer, seeds);
		for (const each of changed) this.#place(viewer, each);
	}

	/** Ends watches of one viewer. */
	unwatch(viewer: Viewer, topics: Iterable<StreamTopic>): void {
		this.#flushAll();
		const changed = new Set<WatchLevel>();
		for (const topic of topics) {
			const watch = viewer.watches.get(topic);
			if (watch === undefined) continue;
			viewer.watches.delete(topic);
			topic.away.delete(watch);
			topic.watchers--;
			remove(viewer, topic, watch.level);
			changed.add(watch.level);
		}
		for (const level of changed) this.#place(viewer, level);
		this.#topics.prune(topics);
	}

	/** Stops serving a viewer that cannot be seen; {@link resume} continues where it stopped. */
	pause(viewer: Viewer): void {
		if (viewer.paused) return;
		this.#flushAll();
		viewer.paused = true;
		if (!viewer.stalled) this.#withdraw(viewer);
	}

	/** Serves a paused viewer again, beginning with what it missed (as far as memory reaches). */
	resume(viewer: Viewer): void {
		if (!viewer.paused) return;
		viewer.paused = false;
		for (const watch of viewer.watches.values()) {
			if (watch.position < (watch.topic.source?.ring.tail ?? 0)) watch.gap ??= "page not shown";
		}
		if (!viewer.stalled) this.#readmit(viewer);
	}

	/** Forgets a viewer. */
	remove(viewer: Viewer): void {
		this.unwatch(viewer, [...viewer.watches.keys()]);
		this.#stalled.delete(viewer); // What was flushed on the way may have stalled it.
	}

	#flushAll(): void {
		for (const level of LEVELS) this.flush(level);
	}

	#collect(topic: StreamTopic, level: WatchLevel, touched: Set<SubscriberGroup>): void {
		const attribute = topic.source;
		if (attribute === null) return;
		const late = topic.late[level];
		const from = Math.max(topic.cursors[level], attribute.ring.tail);
		const to = attribute.ring.head;
		const fragments: Partial<Record<Encoding, Fragment>> = {};
		for (const group of topic.groups[level]) {
			const { encoding } = group;
			fragments[encoding] ??= this.#codecs[encoding].encode(topic, attribute, from, to, late);
			group.body.add(topic, fragments[encoding]);
			touched.add(group);
		}
		topic.sentFrom[level] = from;
		topic.cursors[level] = to;
		topic.late[level] = null;
	}

	#sendGroup(group: SubscriberGroup, serverTime: number, dirty: readonly StreamTopic[]): void {
		const body = group.body.take();
		for (const viewer of group.members) {
			if (viewer.overloaded) {
				this.#stall(viewer, group.level, dirty);
				continue;
			}
			viewer.send(body, serverTime, this.#epoch, false);
			this.frames++;
		}
	}

	/** The frame in hand is not sent: its streams stop where it begins. */
	#stall(viewer: Viewer, level: WatchLevel, dirty: readonly StreamTopic[]): void {
		viewer.stalled = true;
		this.#stalled.add(viewer);
		this.#withdraw(viewer);
		for (const topic of dirty) {
			const watch = viewer.watches.get(topic);
			if (watch?.level === level) watch.position = topic.sentFrom[level];
		}
	}

	/** A viewer that could not keep up continues with the present: its streams jump, which seq and gap show. */
	#recover(viewer: Viewer): void {
		this.#stalled.delete(viewer);
		viewer.stalled = false;
		for (const watch of viewer.watches.values()) {
			const newest = (watch.topic.source?.ring.head ?? 0) - 1;
			if (watch.position >= newest) continue;
			watch.position = newest;
			watch.gap = "your connection";
		}
		if (!viewer.paused) this.#readmit(viewer);
	}

	#withdraw(viewer: Viewer): void {
		for (const watch of viewer.watches.values()) {
			watch.position = watch.topic.cursors[watch.level];
			watch.topic.away.add(watch);
		}
		for (const level of LEVELS) {
			viewer.sets[level].clear();
			viewer.hashes[level] = 0;
			this.#groups.leave(viewer, level);
		}
	}

	#readmit(viewer: Viewer): void {
		this.#flushAll();
		for (const watch of viewer.watches.values()) {
			watch.topic.away.delete(watch);
			add(viewer, watch.topic, watch.level);
		}
		this.#seed(viewer, [...viewer.watches.values()]);
		for (const level of LEVELS) this.#place(viewer, level);
	}

	#place(viewer: Viewer, level: WatchLevel): void {
		if (!viewer.paused && !viewer.stalled) this.#groups.place(viewer, level);
	}

	#seed(viewer: Viewer, watches: Watch[]): void {
		if (viewer.paused || viewer.stalled) return;
		const codec = this.#codecs[viewer.encoding];
		sendSeed(viewer, watches, { codec, serverTime: this.#clock.now(), epoch: this.#epoch });
	}
}

/** Where a new watch begins: the samples of the last `seedMs`, and always the newest one. */
function startPosition(topic: StreamTopic, seedMs: number): number {
	const ring = topic.source?.ring;
	if (ring === undefined || ring.length === 0) return 0;
	return Math.min(ring.head - 1, ring.positionAt(ring.lastTime - seedMs));
}

function add(viewer: Viewer, topic: StreamTopic, level: WatchLevel): void {
	if (viewer.sets[level].has(topic)) return;
	viewer.sets[level].add(topic);
	viewer.hashes[level] += topic.hash;
}

function remove(viewer: Viewer, topic: StreamTopic, level: WatchLevel): void {
	if (viewer.sets[level].delete(topic)) viewer.hashes[level] -= topic.hash;
}
