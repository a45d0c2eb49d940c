import type { GapReason } from "@sensocto/protocol";
import type { Clock } from "@sensocto/supervision";
import { LEFT_OUT } from "../sensors/left-out-marks.ts";
import type { Lane } from "./delivery-class.ts";
import type { OutcomeMeter } from "./outcome-meter.ts";
import type { StalledViewers } from "./stalled-viewers.ts";
import type { Encoding, Fragment, StreamCodecs } from "./stream-codec.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { SubscriberGroup } from "./subscriber-group.ts";

/** What {@link LaneSender} works with. */
export interface LaneSenderContext {
	readonly clock: Clock;
	readonly codecs: StreamCodecs;
	/** Reference of times in binary frames, ms since 1970. */
	readonly epoch: number;
	readonly outcome: OutcomeMeter;
	readonly stalled: StalledViewers;
}

/**
 * Writes what waits of streams in a lane to the lane's groups.
 *
 * Invariants:
 * 1. Each stream is encoded once per encoding, each group's frame built once and written once per viewer.
 * 2. Samples behind ones that a device has left out begin a frame of its own, which says so.
 */
export class LaneSender {
	readonly #context: LaneSenderContext;
	/** Frames written since the start. */
	frames = 0;

	constructor(context: LaneSenderContext) {
		this.#context = context;
	}

	/** Sends what waits of these streams in a lane to their viewers; sorts them. */
	send(topics: StreamTopic[], lane: Lane): void {
		topics.sort((a, b) => a.order - b.order);
		let gap: GapReason | null = null;
		for (let left = topics; left.length > 0; gap = LEFT_OUT) left = this.#sendPieces(left, lane, gap);
	}

	/** Sends a piece of each stream; the answer is of which more stands behind samples that were left out. */
	#sendPieces(topics: readonly StreamTopic[], lane: Lane, gap: GapReason | null): StreamTopic[] {
		const touched = new Set<SubscriberGroup>();
		const serverTime = this.#context.clock.now();
		const left = topics.filter((topic) => this.#collect(topic, lane, touched, serverTime, gap));
		for (const group of touched) this.#sendGroup(group, serverTime, topics, gap);
		return left;
	}

	/**
	 * Takes in what waits of a stream, up to the next samples that were left out; whether more stands behind those.
	 *
	 * @param gap why samples before what waits are missing.
	 */
	#collect(
		topic: StreamTopic,
		at: Lane,
		touched: Set<SubscriberGroup>,
		serverTime: number,
		gap: GapReason | null,
	): boolean {
		const { source } = topic;
		const lane = topic.lanes[at]!;
		if (source === null || lane === null) return false;
		const { head, tail } = source.ring;
		const from = Math.max(lane.cursor, tail);
		const to = source.leftOut?.first(gap === null ? from : from + 1, head) ?? head;
		// It may have lost its last viewer there and found another one since it became dirty.
		if (from < to || lane.late !== null) {
			const { codecs, outcome } = this.#context;
			const fragments: Partial<Record<Encoding, Fragment>> = {};
			for (const group of lane.groups) {
				const { encoding } = group;
				fragments[encoding] ??= codecs[encoding].encode(topic, source, from, to, lane.late, gap);
				group.body.add(topic, fragments[encoding]);
				touched.add(group);
			}
			if (topic.focused > 0 && from < to) outcome.sending(topic.sensorId, source, from, serverTime);
		}
		lane.sent(from, to);
		return to < head;
	}

	#sendGroup(
		group: SubscriberGroup,
		serverTime: number,
		topics: readonly StreamTopic[],
		gap: GapReason | null,
	): void {
		const { clock, epoch, stalled } = this.#context;
		const body = group.body.take();
		const at = clock.monotonic();
		for (const viewer of group.members) {
			if (viewer.isBehind) {
				stalled.stall(viewer, group.lane, topics);
				continue;
			}
			viewer.send(body, serverTime, epoch, false, gap);
			viewer.sent(at);
			this.frames++;
		}
	}
}
