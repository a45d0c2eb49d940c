import type { Attribute } from "../sensors/attribute.ts";
import { BURST_SAMPLES, type WatchLevel } from "./delivery-class.ts";
import type { SubscriberGroup } from "./subscriber-group.ts";

/** A late sample that viewers of one level still have to get. */
export interface LateSample {
	readonly time: number;
	readonly values: readonly unknown[];
}

/**
 * What viewers watch: one attribute of one sensor, whether or not it exists yet.
 *
 * Invariants:
 * 1. For each watch level, `cursors[level]` is the ring position of the first sample its viewers have not had.
 * 2. A level's bit in `watched` is set exactly while it has a group; in `dirty`, while it also has samples to send.
 * 3. The topic outlives its source: a sensor that restarts finds its viewers here.
 * 4. Watches in `away` are in no group; a late sample moves their positions on, so that nothing is sent to them twice.
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
	/** A number by which sets of topics are told apart: sums of these rarely agree by chance. */
	readonly hash: number;
	/** Viewers that want this topic, served at the moment or not. */
	watchers = 0;
	source: Attribute | null = null;
	watched = 0;
	dirty = 0;
	readonly cursors: [number, number, number] = [0, 0, 0];
	/** Watches of viewers that are not served at the moment. */
	readonly away = new Set<{ position: number }>();
	/** For each watch level, the position its last frame began at. */
	readonly sentFrom: [number, number, number] = [0, 0, 0];
	readonly groups: readonly [Set<SubscriberGroup>, Set<SubscriberGroup>, Set<SubscriberGroup>] = [
		new Set(),
		new Set(),
		new Set(),
	];
	readonly late: [LateSample[] | null, LateSample[] | null, LateSample[] | null] = [null, null, null];
	readonly #touch: (topic: StreamTopic) => void;

	constructor(
		sensorId: string,
		attributeId: string,
		order: number,
		serial: number,
		stream: number,
		touch: (topic: StreamTopic) => void,
	) {
		this.hash = scatter(serial);
		this.stream = stream;
		this.sensorId = sensorId;
		this.attributeId = attributeId;
		this.order = order;
		this.#touch = touch;
	}

	/** Tells that a sample was stored at `position`; hot path. */
	appended(position: number): void {
		const { watched } = this;
		if (watched === 0 && this.away.size === 0) return;
		if (position !== this.source!.ring.head - 1) this.#noteLate(position);
		if (watched === 0) return;
		if (watched !== this.dirty) this.#touch(this);
		else if ((watched & 1) !== 0 && position - this.cursors[0] === BURST_SAMPLES) this.#touch(this);
	}

	/** Starts a level at the newest sample: what came before is the seed's business. */
	startLevel(level: WatchLevel): void {
		this.cursors[level] = this.source === null ? 0 : this.source.ring.head;
		this.late[level] = null;
	}

	#noteLate(position: number): void {
		const { ring } = this.source!;
		for (const watch of this.away) if (position < watch.position) watch.position++;
		for (const level of [0, 1, 2] as const) {
			if (position >= this.cursors[level]) continue;
			this.cursors[level]++;
			if ((this.watched & (1 << level)) === 0) continue;
			const values: unknown[] = [];
			for (let k = 0; k < ring.stride; k++) values.push(ring.valueAt(position, k));
			this.late[level] ??= [];
			this.late[level].push({ time: ring.timeAt(position), values });
		}
	}
}

/** Spreads a serial number over 42 bits, so that sums of a few thousand stay exact integers. */
function scatter(serial: number): number {
	const high = Math.imul(serial, 0x9e3779b1) >>> 11;
	const low = Math.imul(serial ^ (serial >>> 15), 0x85ebca6b) >>> 11;
	return high * 0x200000 + low;
}
