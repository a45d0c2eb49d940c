import { type Ack, type DeliveryChoice, LIMITS } from "@sensocto/protocol";
import type { Clock, Scope, Worker } from "@sensocto/supervision";
import { LANES_MS, type Lane, TICK_MS, type WatchLevel } from "./delivery-class.ts";
import { DeliveryControl, type DeliveryWires } from "./delivery-control.ts";
import type { DeliveryState } from "./delivery-state.ts";
import { LaneSender } from "./lane-sender.ts";
import { LevelWindows } from "./level-windows.ts";
import { type OutcomeContext, OutcomeMeter } from "./outcome-meter.ts";
import { PromptFlush } from "./prompt-flush.ts";
import { type SeedContext, sendSeed } from "./seed-sender.ts";
import { StalledViewers } from "./stalled-viewers.ts";
import type { StreamCodecs } from "./stream-codec.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { TopicTable } from "./topic-table.ts";
import type { Viewer, Watch } from "./viewer.ts";
import { PACE_STEP_MS } from "./viewer-pace.ts";
import { lanesOf, type Placed, ViewerPlacement } from "./viewer-placement.ts";
import { WatchTable } from "./watch-table.ts";

/** What the router works with. */
export interface LensRouterContext {
	readonly clock: Clock;
	readonly wires: DeliveryWires;
	readonly sensor: OutcomeContext["sensor"];
}

/**
 * Carries samples from the attributes' rings to the viewers' sockets.
 *
 * Invariants:
 * 1. Between two flushes nothing is done per sample but marking its topic dirty.
 * 2. A flush encodes each dirty stream once per encoding, builds each group's frame once and writes once per viewer.
 * 3. A viewer gets every sample of a stream exactly once, in order: before a stream begins for it or changes lane, what
 *    waits of that one stream there is sent, so that its cursors stand at the ring's head. Nothing else is sent early:
 *    one viewer's scrolling costs the others nothing.
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
	readonly #sender: LaneSender;

	constructor(
		{ codecs, epoch, groups, stalled, topics, viewers }: DeliveryState,
		context: LensRouterContext,
	) {
		const { clock, sensor, wires } = context;
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
		this.#outcome = new OutcomeMeter({ clock, sensor, wires });
		this.#sender = new LaneSender({ clock, codecs, epoch, outcome: this.#outcome, stalled: this.#stalled });
	}

	/** Frames written since the start. */
	get frames(): number {
		return this.#sender.frames;
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
		this.#sender.send(dirty, lane);
	}

	/** Starts, or changes the level of, watches of one viewer. */
	watch(viewer: Viewer, topics: Iterable<StreamTopic>, level: WatchLevel, seedMs = 0): void {
		const lane = this.#laneOf(viewer, level);
		const wanted = [...topics];
		const known = wanted.map((topic) => viewer.watches.get(topic)).filter((watch) => watch !== undefined);
		const lanes = lanesOf(known) | (1 << lane);
		this.#viewers.add(viewer);
		if (viewer.isServed) this.#catchUp(this.#watches.moves(viewer, wanted, level, lane));
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
		for (const watch of ended) this.#watches.end(viewer, watch);
		this.#placement.settle(viewer, lanesOf(ended));
		this.#topics.prune(ended.map(({ topic }) => topic));
		this.#topics.prune(topics);
	}

	/** Stops serving a viewer that cannot be seen; {@link resume} continues where it stopped. */
	pause(viewer: Viewer): void {
		if (viewer.paused) return;
		const wasServed = viewer.isServed;
		viewer.paused = true;
		if (wasServed) this.#placement.withdraw(viewer);
		this.#control.tell(viewer);
	}

	/** Serves a paused viewer again, beginning with what it missed: of the last hour, as far as memory reaches. */
	resume(viewer: Viewer): void {
		if (!viewer.paused) return;
		viewer.paused = false;
		viewer.pace.forget(this.#clock.monotonic());
		for (const watch of viewer.watches.values()) skipLongPast(watch);
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

	/** Sends what waits of single streams in single lanes. */
	#catchUp(places: Iterable<Placed>): void {
		for (const [lane, placed] of Map.groupBy(places, ({ lane }) => lane)) {
			const waiting = this.#topics.takeDirtyOf(new Set(placed.map(({ topic }) => topic)), lane);
			if (waiting.length > 0) this.#sender.send(waiting, lane);
		}
	}

	/** Moves a watch to a lane; nothing waits of its stream in both. */
	#move(viewer: Viewer, watch: Watch, lane: Lane): void {
		this.#placement.take(viewer, watch);
		watch.lane = lane;
		this.#placement.put(viewer, watch);
	}

	#repace(viewer: Viewer): void {
		const moving: Watch[] = [];
		const places: Placed[] = [];
		for (const watch of viewer.watches.values()) {
			const { topic } = watch;
			const lane = this.#laneOf(viewer, watch.level);
			if (lane === watch.lane) continue;
			moving.push(watch);
			places.push({ topic, lane: watch.lane }, { topic, lane });
		}
		if (moving.length === 0) return;
		this.#catchUp(places);
		for (const watch of moving) this.#move(viewer, watch, this.#laneOf(viewer, watch.level));
		this.#placement.settle(viewer, lanesOf(places));
	}

	#readmit(viewer: Viewer): void {
		const watches = [...viewer.watches.values()];
		this.#catchUp(watches);
		for (const watch of watches) this.#placement.put(viewer, watch);
		this.#seed(viewer, watches);
		this.#placement.settle(viewer, lanesOf(watches));
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

/** Moves a watch on to what a seed may hold at most; of events as far back as memory reaches. */
function skipLongPast(watch: Watch): void {
	const { source } = watch.topic;
	if (source === null) return;
	const { ring, type } = source;
	const first = type.delivery === "event" ? ring.tail : ring.positionAt(ring.lastTime - LIMITS.seedMs);
	if (watch.position >= first) return;
	watch.position = first;
	watch.late = null;
	watch.gap ??= "page not shown";
}
