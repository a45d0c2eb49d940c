import { TIME_STEP_MS } from "../sensors/sample-chunk.ts";
import { type Lane, WATCHED, type WatchLevel } from "./delivery-class.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { TopicTable } from "./topic-table.ts";
import type { Viewer, Watch } from "./viewer.ts";
import type { Placed, ViewerPlacement } from "./viewer-placement.ts";

/**
 * Begins, changes and ends viewers' watches, and decides which stream of an attribute each is served.
 *
 * A viewer that shows a waveform in columns of time gets it reduced to them, but every sample of what it focuses on.
 * When that changes, the new stream goes on after the time of the old one's last sample: nothing is missing, nothing
 * comes twice. Whoever calls has sent what waited of the {@link WatchTable.moves}, and settles the viewer and drops unused
 * topics afterwards.
 */
export class WatchTable {
	readonly #topics: TopicTable;
	readonly #placement: ViewerPlacement;

	constructor(topics: TopicTable, placement: ViewerPlacement) {
		this.#topics = topics;
		this.#placement = placement;
	}

	/** Where streams begin or end for a viewer when it watches these attributes at a level in a lane. */
	*moves(viewer: Viewer, wanted: Iterable<StreamTopic>, level: WatchLevel, lane: Lane): Generator<Placed> {
		for (const full of wanted) {
			const watch = viewer.watches.get(full);
			const topic = this.#served(viewer, full, level);
			if (watch?.topic === topic && watch.lane === lane) continue;
			if (watch !== undefined) yield watch;
			yield { topic, lane };
		}
	}

	/** A viewer begins to watch an attribute, with its samples of the last `seedMs` and always its newest. */
	begin(viewer: Viewer, full: StreamTopic, level: WatchLevel, lane: Lane, seedMs: number): Watch {
		const topic = this.#served(viewer, full, level);
		const position = seedPosition(topic, seedMs);
		const seenTime = Number.NEGATIVE_INFINITY;
		const watch: Watch = { topic, level, lane, position, late: null, seenTime, gap: null };
		viewer.watches.set(full, watch);
		count(viewer, watch, 1);
		this.#placement.put(viewer, watch);
		return watch;
	}

	/** Puts a watch at a level and into a lane; the answer is whether it is served another stream from now on. */
	change(viewer: Viewer, watch: Watch, level: WatchLevel, lane: Lane): boolean {
		const before = watch.topic;
		const topic = this.#served(viewer, before.full, level);
		count(viewer, watch, -1);
		this.#placement.take(viewer, watch);
		watch.level = level;
		watch.lane = lane;
		if (topic !== before) {
			before.away.delete(watch);
			watch.seenTime = seenTime(watch, viewer.isServed);
			watch.position = topic.source?.ring.positionAt(watch.seenTime + TIME_STEP_MS) ?? 0;
			watch.topic = topic;
			watch.late = null;
		}
		count(viewer, watch, 1);
		this.#placement.put(viewer, watch);
		return topic !== before;
	}

	/** A watch ends. */
	end(viewer: Viewer, watch: Watch): void {
		const { topic } = watch;
		viewer.watches.delete(topic.full);
		viewer.columns.delete(topic.full);
		topic.away.delete(watch);
		count(viewer, watch, -1);
		this.#placement.take(viewer, watch);
	}

	#served(viewer: Viewer, full: StreamTopic, level: WatchLevel): StreamTopic {
		// Rows cannot say which of the streams a frame is of.
		if (level === WATCHED.focus || viewer.encoding === "rows") return full;
		return this.#topics.reduced(full, viewer.columns.get(full) ?? 0);
	}
}

function count(viewer: Viewer, { level, topic }: Watch, by: 1 | -1): void {
	viewer.levels[level] += by;
	topic.watchers += by;
	if (level === WATCHED.focus) topic.focused += by;
}

/** Where a new watch begins: the samples of the last `seedMs`, and always the newest one. */
function seedPosition(topic: StreamTopic, seedMs: number): number {
	const ring = topic.source?.ring;
	if (ring === undefined || ring.length === 0) return 0;
	return Math.min(ring.head - 1, ring.positionAt(ring.lastTime - seedMs));
}

/** Time of the last sample that a viewer has had of an attribute, in ms; -Infinity when none. */
function seenTime({ position, seenTime: before, topic }: Watch, isServed: boolean): number {
	const ring = topic.source?.ring;
	if (ring === undefined) return before;
	const end = isServed ? ring.head : Math.min(position, ring.head);
	return end <= ring.tail ? before : Math.max(before, ring.timeAt(end - 1));
}
