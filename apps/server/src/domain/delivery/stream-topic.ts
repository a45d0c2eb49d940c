import { BURST_SAMPLES, LANES_MS, type Lane } from "./delivery-class.ts";
import type { Reduction } from "./reduction.ts";
import type { StreamSource } from "./stream-source.ts";
import type { SubscriberGroup } from "./subscriber-group.ts";
import { type LateSample, TopicLane } from "./topic-lane.ts";

/** Late samples kept for a viewer that is not served; older ones are a jump in its numbers. */
const LATE_KEPT = 256;

/** What a topic has to know of a watch that is not served at the moment. */
export interface AwayWatch {
	position: number;
	late: LateSample[] | null;
}

/** What a topic is about. */
export interface TopicSubject {
	readonly sensorId: string;
	readonly attributeId: string;
	/** Number of the sensor, which keeps a frame's fragments of one sensor together. */
	readonly order: number;
}

/** How a topic is told apart, and whom it tells that it has samples to send. */
export interface TopicIdentity {
	readonly serial: number;
	readonly stream: number;
	readonly touch: (topic: StreamTopic) => void;
}

/** What a topic is a reduction of. */
export interface ReducedOf {
	readonly full: StreamTopic;
	readonly columnMs: number;
}

/**
 * What viewers watch: one attribute of one sensor, whether or not it exists yet.
 *
 * Invariants:
 * 1. While a lane has a group, its cursor is the ring position of the first sample its viewers have not had.
 * 2. A lane's bit in `watched` is set exactly while it has a group; in `dirty`, while it also has samples to send.
 * 3. The topic outlives its source: a sensor that restarts finds its viewers here.
 * 4. Watches in `away` are in no group; a late sample from before their position moves that on and is kept for them.
 */
export class StreamTopic {
	readonly sensorId: string;
	readonly attributeId: string;
	/** Number of the sensor, which keeps a frame's fragments of one sensor together. */
	readonly order: number;
	/** Its number in binary frames. */
	readonly stream: number;
	/** Decimals of its last binary block. */
	decimals = 0;
	/** A number that no other topic ever has. */
	readonly serial: number;
	/** A number by which sets of topics are told apart: sums of these rarely agree by chance. */
	readonly hash: number;
	/** Viewers that want this topic, served at the moment or not. */
	watchers = 0;
	/** Those of them that focus, hover or pin it. */
	focused = 0;
	source: StreamSource | null = null;
	/** Length of its columns in ms when it is a reduction of {@link StreamTopic.full}; 0 when it is that itself. */
	readonly columnMs: number;
	/** The topic of all samples of its attribute. */
	readonly full: StreamTopic;
	/** Reductions of its source that somebody watches; null without any. */
	reductions: Reduction[] | null = null;
	watched = 0;
	dirty = 0;
	/** What leaves in each lane; null for one that never had a group. */
	readonly lanes: (TopicLane | null)[] = LANES_MS.map(() => null);
	/** Watches of viewers that are not served at the moment. */
	readonly away = new Set<AwayWatch>();
	readonly #touch: (topic: StreamTopic) => void;

	constructor({ attributeId, order, sensorId }: TopicSubject, identity: TopicIdentity, reduced?: ReducedOf) {
		this.serial = identity.serial;
		this.hash = scatter(identity.serial);
		this.stream = identity.stream;
		this.sensorId = sensorId;
		this.attributeId = attributeId;
		this.order = order;
		this.#touch = identity.touch;
		this.full = reduced?.full ?? this;
		this.columnMs = reduced?.columnMs ?? 0;
	}

	/** Tells that a sample was stored at `position`; hot path. */
	appended(position: number): void {
		const { reductions, watched } = this;
		if (reductions !== null) for (const reduction of reductions) reduction.push(position);
		if (watched === 0 && this.away.size === 0) return;
		if (position !== this.source!.ring.head - 1) this.#noteLate(position);
		if (watched === 0) return;
		if (watched !== this.dirty) this.#touch(this);
		else if ((watched & 1) !== 0 && position - this.lanes[0]!.cursor === BURST_SAMPLES) this.#touch(this);
	}

	/** Adds a group to a lane; the first one starts the lane at the newest sample. */
	join(group: SubscriberGroup, lane: Lane): void {
		this.lanes[lane] ??= new TopicLane();
		const { groups } = this.lanes[lane];
		if (groups.size === 0) this.lanes[lane].start(this.#head);
		groups.add(group);
		this.watched |= 1 << lane;
	}

	/** Takes a group out of a lane. */
	leave(group: SubscriberGroup, lane: Lane): void {
		const groups = this.lanes[lane]?.groups;
		groups?.delete(group);
		if (groups?.size === 0) this.watched &= ~(1 << lane);
	}

	/** Starts all lanes at the newest sample, as for a source that was just connected. */
	startLanes(): void {
		for (const lane of this.lanes) lane?.start(this.#head);
	}

	get #head(): number {
		return this.source === null ? 0 : this.source.ring.head;
	}

	#noteLate(position: number): void {
		const { ring } = this.source!;
		const values: unknown[] = [];
		for (let k = 0; k < ring.stride; k++) values.push(ring.valueAt(position, k));
		const sample = { time: ring.timeAt(position), values };
		for (const watch of this.away) {
			if (position >= watch.position) continue;
			watch.position++;
			watch.late = [...(watch.late ?? []), sample].slice(-LATE_KEPT);
		}
		for (const lane of this.lanes) {
			if (lane === null || lane.groups.size === 0 || position >= lane.cursor) continue;
			lane.cursor++;
			lane.late ??= [];
			lane.late.push(sample);
		}
	}
}

/** Spreads a serial number over 42 bits, so that sums of a few thousand stay exact integers. */
function scatter(serial: number): number {
	const high = Math.imul(serial, 0x9e3779b1) >>> 11;
	const low = Math.imul(serial ^ (serial >>> 15), 0x85ebca6b) >>> 11;
	return high * 0x200000 + low;
}
