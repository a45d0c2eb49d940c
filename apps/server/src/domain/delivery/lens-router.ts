import type { Ack, DeliveryChoice } from "@sensocto/protocol";
import type { Clock, Scope, Worker } from "@sensocto/supervision";
import { LANES_MS, type Lane, TICK_MS, type WatchLevel } from "./delivery-class.ts";
import { DeliveryControl, type DeliveryWires } from "./delivery-control.ts";
import type { DeliveryState } from "./delivery-state.ts";
import { LevelWindows } from "./level-windows.ts";
import { OutcomeMeter } from "./outcome-meter.ts";
import { PromptFlush } from "./prompt-flush.ts";
import { type SeedContext, sendSeed } from "./seed-sender.ts";
import { StalledViewers } from "./stalled-viewers.ts";
import type { Encoding, Fragment, StreamCodecs } from "./stream-codec.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { SubscriberGroup } from "./subscriber-group.ts";
import type { TopicTable } from "./topic-table.ts";
import type { Viewer, Watch } from "./viewer.ts";
import { PACE_STEP_MS } from "./viewer-pace.ts";
import { type LaneSet, lanesOf, ViewerPlacement } from "./viewer-placement.ts";
import { WatchTable } from "./watch-table.ts";

/** What the router works with. */
export interface LensRouterContext {
	readonly clock: Clock;
	readonly wires: DeliveryWires;
	/** Server time minus device time of a sensor in ms, or null while unknown. */
	readonly clockOffset: (sensorId: string) => number | null;
}

/**
 * Carries samples from the attributes' rings to the viewers' sockets.
 *
 * Invariants:
 * 1. Between two flushes nothing is done per sample but marking its topic dirty.
 * 2. A flush encodes each dirty stream once per encoding, builds each group's frame once and writes once per viewer.
 * 3. A viewer gets every sample of a stream exactly once, in order: whenever it joins, leaves or changes lane the
 *    lanes concerned are flushed first, so that all their cursors stand at the rings' heads.
 * 4. A viewer that does not take what it is sent is in no group; nothing queues up for it. Once it does again it gets
 *    the newest sample of each stream that moved on, marked as a gap, and then goes on live.
 */
export class LensRouter implements Worker {
	readonly #clock: Clock;
	readonly #topics: TopicTable;
	readonly #codecs: StreamCodecs;
	readonly #epoch: number;
	readonly #viewers: Set<Viewer>;
	readonly #lastFlush: number[] = LANES_MS.map(() => 0);
	readonly #levels = new LevelWindows();
	readonly #placement: ViewerPlacement;
	readonly #watches: WatchTable;
	readonly #stalled: StalledViewers;
	readonly #control: DeliveryControl;
	readonly #outcome: OutcomeMeter;
	/** Frames written since the start. */
	frames = 0;

	constructor(
		{ codecs, epoch, groups, stalled, topics, viewers }: DeliveryState,
		context: LensRouterContext,
	) {
		const { clock, clockOffset, wires } = context;
		this.#topics = topics;
		this.#codecs = codecs;
		this.#epoch = epoch;
		this.#viewers = viewers;
		this.#clock = clock;
		this.#placement = new ViewerPlacement(groups);
		this.#watches = new WatchTable(topics, this.#placement);
		this.#stalled = new StalledViewers(stalled, this.#placement, {
			seedContext: (viewer) => this.#seedContext(viewer),
			readmit: (viewer) => this.#readmit(viewer),
		});
		this.#control = new DeliveryControl({
			...{ clock, wires, viewers, levels: this.#levels, stalled: this.#stalled },
			repace: (viewer) => this.#repace(viewer),
		});
		this.#outcome = new OutcomeMeter({ clock, clockOffset, wires });
	}

	start(scope: Scope): void {
		scope.every(TICK_MS, () => this.tick());
		new PromptFlush(this.#topics, this).start(scope);
		scope.every(PACE_STEP_MS, () => this.step());
		this.#control.start(scope);
		this.#outcome.start(scope);
	}

	/** Flushes the lanes whose window has passed. */
	tick(): void {
		for (let lane = 0; lane < LANES_MS.length; lane++) {
			if (this.#topics.dirty[lane]!.length > 0 && this.isIdle(lane)) this.flush(lane);
		}
		this.#stalled.tick(this.#clock.monotonic());
	}

	/** Whether a lane's window has passed since its last flush, or will have long before the next tick. */
	isIdle(lane: Lane): boolean {
		return this.#clock.monotonic() - this.#lastFlush[lane]! >= LANES_MS[lane]! - TICK_MS / 2;
	}

	/** Sends everything that waits in a lane to its viewers now. */
	flush(lane: Lane): void {
		const dirty = this.#topics.takeDirty(lane);
		if (dirty.length === 0) return;
		this.#lastFlush[lane] = this.#clock.monotonic();
		dirty.sort((a, b) => a.order - b.order);
		const touched = new Set<SubscriberGroup>();
		const serverTime = this.#clock.now();
		for (const topic of dirty) this.#collect(topic, lane, touched, serverTime);
		for (const group of touched) this.#sendGroup(group, serverTime, dirty);
	}

	/** Starts, or changes the level of, watches of one viewer. */
	watch(viewer: Viewer, topics: Iterable<StreamTopic>, level: WatchLevel, seedMs = 0): void {
		const lane = this.#laneOf(viewer, level);
		const wanted = [...topics];
		const known = wanted.map((topic) => viewer.watches.get(topic)).filter((watch) => watch !== undefined);
		const lanes = lanesOf(known) | (1 << lane);
		this.#viewers.add(viewer);
		this.#flushLanes(lanes);
		// Seeds are large: who asks for them again and again without reading gets none.
		if (viewer.service === "live" && viewer.isBehind) this.#stalled.stall(viewer, lane, []);
		const before = known.map(({ topic }) => topic);
		const fresh = known.filter((watch) => this.#watches.change(viewer, watch, level, lane));
		for (const full of wanted) {
			if (!viewer.watches.has(full)) fresh.push(this.#watches.begin(viewer, full, level, lane, seedMs));
		}
		viewer.announce(fresh.map(({ topic }) => topic));
		this.#seed(viewer, fresh);
		this.#placement.settle(viewer, lanes);
		this.#topics.prune(before);
		this.#control.tell(viewer);
	}

	/** Ends watches of one viewer. */
	unwatch(viewer: Viewer, topics: Iterable<StreamTopic>): void {
		const ended: Watch[] = [];
		for (const topic of topics) {
			const watch = viewer.watches.get(topic);
			if (watch !== undefined) ended.push(watch);
		}
		const lanes = lanesOf(ended);
		this.#flushLanes(lanes);
		for (const watch of ended) this.#watches.end(viewer, watch);
		this.#placement.settle(viewer, lanes);
		this.#topics.prune(ended.map(({ topic }) => topic));
		this.#topics.prune(topics);
	}

	/** Stops serving a viewer that cannot be seen; {@link resume} continues where it stopped. */
	pause(viewer: Viewer): void {
		if (viewer.paused) return;
		this.#flushLanes(lanesOf(viewer.watches.values()));
		const wasServed = viewer.isServed;
		viewer.paused = true;
		if (wasServed) this.#placement.withdraw(viewer);
		this.#control.tell(viewer);
	}

	/** Serves a paused viewer again, beginning with what it missed (as far as memory reaches). */
	resume(viewer: Viewer): void {
		if (!viewer.paused) return;
		viewer.paused = false;
		viewer.pace.forget(this.#clock.monotonic());
		for (const watch of viewer.watches.values()) {
			if (watch.position < (watch.topic.source?.ring.tail ?? 0)) watch.gap ??= "page not shown";
		}
		if (viewer.service === "live") this.#readmit(viewer);
		this.#control.tell(viewer);
	}

	/** Lets every viewer's interval follow its connection, and columns end; every 100 ms. */
	step(): void {
		this.#topics.settle(this.#clock.now());
		this.#control.step();
	}

	/** A viewer acknowledged a frame. */
	acked(viewer: Viewer, ack: Ack): void {
		this.#control.acked(viewer, ack);
	}

	/** A viewer's person chose how fast to be served. */
	choose(viewer: Viewer, choice: DeliveryChoice): void {
		this.#control.choose(viewer, choice);
	}

	/** Forgets a viewer. */
	remove(viewer: Viewer): void {
		this.unwatch(viewer, [...viewer.watches.keys()]);
		this.#stalled.forget(viewer); // What was flushed on the way may have stalled it.
		this.#viewers.delete(viewer);
	}

	#laneOf(viewer: Viewer, level: WatchLevel): Lane {
		return Math.max(this.#levels.lane(level), viewer.lane);
	}

	#flushLanes(lanes: LaneSet): void {
		for (let lane = 0; lanes >> lane !== 0; lane++) if ((lanes & (1 << lane)) !== 0) this.flush(lane);
	}

	#collect(topic: StreamTopic, at: Lane, touched: Set<SubscriberGroup>, serverTime: number): void {
		const attribute = topic.source;
		const lane = topic.lanes[at]!;
		if (attribute === null || lane === null) return;
		const from = Math.max(lane.cursor, attribute.ring.tail);
		const to = attribute.ring.head;
		const fragments: Partial<Record<Encoding, Fragment>> = {};
		for (const group of lane.groups) {
			const { encoding } = group;
			fragments[encoding] ??= this.#codecs[encoding].encode(topic, attribute, from, to, lane.late);
			group.body.add(topic, fragments[encoding]);
			touched.add(group);
		}
		if (topic.focused > 0 && from < to) this.#outcome.sending(topic.sensorId, attribute, from, serverTime);
		lane.sent(from, to);
	}

	#sendGroup(group: SubscriberGroup, serverTime: number, dirty: readonly StreamTopic[]): void {
		const body = group.body.take();
		const at = this.#clock.monotonic();
		for (const viewer of group.members) {
			if (viewer.isBehind) {
				this.#stalled.stall(viewer, group.lane, dirty);
				continue;
			}
			viewer.send(body, serverTime, this.#epoch, false);
			viewer.sent(at);
			this.frames++;
		}
	}

	/** Moves a watch to a lane; both lanes have been flushed. */
	#move(viewer: Viewer, watch: Watch, lane: Lane): void {
		this.#placement.take(viewer, watch);
		watch.lane = lane;
		this.#placement.put(viewer, watch);
	}

	#repace(viewer: Viewer): void {
		const moving: Watch[] = [];
		let lanes = 0;
		for (const watch of viewer.watches.values()) {
			const lane = this.#laneOf(viewer, watch.level);
			if (lane === watch.lane) continue;
			moving.push(watch);
			lanes |= (1 << watch.lane) | (1 << lane);
		}
		if (moving.length === 0) return;
		this.#flushLanes(lanes);
		for (const watch of moving) this.#move(viewer, watch, this.#laneOf(viewer, watch.level));
		this.#placement.settle(viewer, lanes);
	}

	#readmit(viewer: Viewer): void {
		const watches = [...viewer.watches.values()];
		const lanes = lanesOf(watches);
		this.#flushLanes(lanes);
		for (const watch of watches) this.#placement.put(viewer, watch);
		this.#seed(viewer, watches);
		this.#placement.settle(viewer, lanes);
	}

	#seed(viewer: Viewer, watches: Watch[]): void {
		if (!viewer.isServed || watches.length === 0) return;
		sendSeed(viewer, watches, this.#seedContext(viewer));
		viewer.seeded();
		viewer.sent(this.#clock.monotonic());
	}

	#seedContext(viewer: Viewer): SeedContext {
		const codec = this.#codecs[viewer.encoding];
		return { codec, serverTime: this.#clock.now(), epoch: this.#epoch };
	}
}
