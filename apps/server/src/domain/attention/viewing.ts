import {
	type Ack,
	type AttentionUpdate,
	type ClientHealth,
	type DeliveryChoice,
	LIMITS,
	type Subscription,
	screenColumn,
} from "@sensocto/protocol";
import type { Clock, Ref } from "@sensocto/supervision";
import type { Registry } from "../../registry/registry.ts";
import { STREAMS_PER_VIEWER } from "../delivery/delivery-class.ts";
import type { LensRouter } from "../delivery/lens-router.ts";
import type { Encoding } from "../delivery/stream-codec.ts";
import type { StreamTopic } from "../delivery/stream-topic.ts";
import type { TopicTable } from "../delivery/topic-table.ts";
import { Viewer, type ViewerSink } from "../delivery/viewer.ts";
import type { SensorRecord } from "../sensors/sensor-record.ts";
import type { AttentionTable } from "./attention-table.ts";
import { ALL_ATTRIBUTES } from "./sensor-interest.ts";
import { ViewerCondition } from "./viewer-cap.ts";
import { ViewerInterest } from "./viewer-interest.ts";

/** What {@link Viewing} works with. */
export interface ViewingContext {
	readonly clock: Clock;
	readonly attention: AttentionTable;
	readonly router: Ref<LensRouter>;
	readonly topics: TopicTable;
	readonly registry: Registry<SensorRecord>;
}

/**
 * One viewer's subscriptions and attention, kept consistent with each other.
 *
 * Invariants:
 * 1. A subscription counts as a view: what is on somebody's screen is worth the device's medium window.
 * 2. A subscription without an attribute covers all attributes of the sensor, later ones too.
 * 3. Focus, hover and pin raise the streams they touch to the fastest delivery; a hidden page is served nothing.
 */
export class Viewing {
	readonly #context: ViewingContext;
	readonly #viewer: Viewer;
	readonly #interest: ViewerInterest;
	readonly #condition = new ViewerCondition();
	readonly #wildcards = new Map<string, number>();
	readonly #unlisten: () => void;

	constructor(context: ViewingContext, sink: ViewerSink, encoding: Encoding) {
		this.#context = context;
		this.#interest = new ViewerInterest(context.attention, context.clock);
		this.#viewer = new Viewer(sink, encoding, this.#interest.serial);
		this.#unlisten = context.topics.onAttribute((sensorId, attributeId) =>
			this.#attributeAppeared(sensorId, attributeId),
		);
	}

	/** Number of streams watched. */
	get streams(): number {
		return this.#viewer.watches.size;
	}

	/**
	 * Starts subscriptions, each with its samples of the last `seedMs` first.
	 *
	 * @param admitted called with the number of streams watched from now on, before the first sample is sent.
	 * @returns whether that was possible; when it would be too many streams nothing has changed.
	 */
	subscribe(
		subscriptions: readonly Subscription[],
		seedMs: number,
		admitted?: (streams: number) => void,
	): boolean {
		const wanted = subscriptions.map((subscription) => ({
			subscription,
			topics: this.#expand(subscription),
		}));
		const fresh = new Set(
			wanted.flatMap(({ topics }) => topics).filter((topic) => !this.#viewer.watches.has(topic)),
		);
		const further = subscriptions.filter(
			({ attribute_id = ALL_ATTRIBUTES, sensor_id }) => !this.#interest.subscribed(sensor_id, attribute_id),
		).length;
		const held = this.#interest.subscriptions + further;
		if (this.streams + fresh.size > STREAMS_PER_VIEWER || held > LIMITS.subscriptionsPerViewer) {
			this.#context.topics.prune(fresh);
			return false;
		}
		for (const { sensor_id, attribute_id = ALL_ATTRIBUTES } of subscriptions) {
			if (attribute_id === ALL_ATTRIBUTES) this.#wildcards.set(sensor_id, seedMs);
			this.#interest.subscribe(sensor_id, attribute_id, true);
		}
		admitted?.(this.streams + fresh.size);
		const shown = wanted.flatMap(({ subscription, topics }) =>
			topics.filter((topic) => this.#show(topic, subscription)),
		);
		this.#watch(new Set([...fresh, ...shown]), seedMs);
		return true;
	}

	/** Ends subscriptions; returns the number of streams still watched. */
	unsubscribe(subscriptions: readonly Subscription[]): number {
		for (const { sensor_id, attribute_id = ALL_ATTRIBUTES } of subscriptions) {
			if (attribute_id === ALL_ATTRIBUTES) this.#wildcards.delete(sensor_id);
			this.#interest.subscribe(sensor_id, attribute_id, false);
		}
		const ended = subscriptions.flatMap(({ sensor_id, attribute_id }) =>
			this.#watched(sensor_id).filter(
				(topic) => !this.#covers(topic) && (attribute_id === undefined || topic.attributeId === attribute_id),
			),
		);
		this.#context.router.get().unwatch(this.#viewer, ended);
		return this.streams;
	}

	/** Replaces the whole set of subscriptions. */
	replace(subscriptions: readonly Subscription[], seedMs: number): boolean {
		const wanted = new Set(subscriptions.map(({ sensor_id }) => sensor_id));
		// What stays is still a view while the rest ends: no device is slowed down in between.
		this.#interest.unsubscribeAll((sensorId) => wanted.has(sensorId));
		this.#wildcards.clear();
		this.#context.router.get().unwatch(this.#viewer, [...this.#viewer.watches.keys()]);
		const admitted = this.subscribe(subscriptions, seedMs);
		if (!admitted) this.#interest.unsubscribeAll(() => false);
		return admitted;
	}

	/**
	 * Takes in changes of attention, or the whole of it.
	 *
	 * @returns `resync` when the whole is needed, `too many` when it would be more than a viewer may hold: then nothing
	 * has changed.
	 */
	attend({ add, full, hash, heartbeat, hidden, remove }: AttentionUpdate): "ok" | "resync" | "too many" {
		if (heartbeat) this.#interest.heartbeat();
		else this.#interest.heard();
		const taken = full ? this.#interest.replace(add) : this.#interest.update(add, remove);
		if (!taken) return "too many";
		const touched = new Set([...add, ...remove].map(({ sensor_id }) => sensor_id));
		const watched = [...this.#viewer.watches.keys()];
		if (full || touched.size > 0) {
			this.#watch(full ? watched : watched.filter(({ sensorId }) => touched.has(sensorId)), 0);
		}
		if (hidden !== undefined && hidden !== this.#interest.hidden) {
			this.#interest.hide(hidden);
			if (hidden) this.#context.router.get().pause(this.#viewer);
			else this.#context.router.get().resume(this.#viewer);
		}
		return hash === undefined || hash === this.#interest.hash ? "ok" : "resync";
	}

	/** The viewer has given a sign of life, perhaps with news of the device in front of it. */
	heard(health: ClientHealth = {}): void {
		this.#condition.report(health);
		this.#interest.limit(this.#condition.cap);
		this.#interest.heard();
	}

	/** The viewer painted a frame. */
	acked(ack: Ack): void {
		this.#context.router.peek()?.acked(this.#viewer, ack);
	}

	/** The viewer's person chose how fast to be served. */
	choose(choice: DeliveryChoice): void {
		this.#context.router.peek()?.choose(this.#viewer, choice);
	}

	/** The viewer left. */
	close(): void {
		this.#unlisten();
		this.#interest.clear();
		this.#context.router.peek()?.remove(this.#viewer);
	}

	#attributeAppeared(sensorId: string, attributeId: string): void {
		const known = this.#context.topics.find(sensorId, attributeId);
		const watch = known && this.#viewer.watches.get(known);
		if (watch !== undefined) {
			// Of another type than before it may not be one that can be reduced.
			if (watch.topic !== known) this.#watch([known!], 0);
			this.#viewer.announce([watch.topic]);
		}
		const seedMs = this.#wildcards.get(sensorId);
		if (seedMs === undefined || this.streams >= STREAMS_PER_VIEWER) return;
		const topic = this.#topic(sensorId, attributeId);
		if (!this.#viewer.watches.has(topic)) this.#watch([topic], seedMs);
	}

	/** Notes on how many pixels a topic is shown; the answer is whether that is news. */
	#show(topic: StreamTopic, { span_ms, width_px }: Subscription): boolean {
		const { columns } = this.#viewer;
		const column = span_ms === undefined || width_px === undefined ? 0 : screenColumn(span_ms, width_px);
		if ((columns.get(topic) ?? 0) === column) return false;
		columns.set(topic, column);
		return true;
	}

	/** Puts each topic at the level the viewer's attention gives it. */
	#watch(topics: Iterable<StreamTopic>, seedMs: number): void {
		const byLevel: [StreamTopic[], StreamTopic[], StreamTopic[]] = [[], [], []];
		for (const topic of topics)
			byLevel[this.#interest.watchLevel(topic.sensorId, topic.attributeId)].push(topic);
		for (const level of [0, 1, 2] as const) {
			if (byLevel[level].length > 0)
				this.#context.router.get().watch(this.#viewer, byLevel[level], level, seedMs);
		}
	}

	#expand({ sensor_id, attribute_id }: Subscription): StreamTopic[] {
		if (attribute_id !== undefined) return [this.#topic(sensor_id, attribute_id)];
		const attributes = this.#context.registry.lookup(sensor_id)?.store?.values() ?? [];
		return Array.from(attributes, (attribute) => this.#topic(sensor_id, attribute.id));
	}

	#topic(sensorId: string, attributeId: string): StreamTopic {
		const record = this.#context.registry.lookup(sensorId);
		const source = record?.store?.get(attributeId);
		return this.#context.topics.topic(sensorId, attributeId, record?.order ?? 0, source);
	}

	#watched(sensorId: string): StreamTopic[] {
		return [...this.#viewer.watches.keys()].filter((topic) => topic.sensorId === sensorId);
	}

	#covers(topic: StreamTopic): boolean {
		return (
			this.#wildcards.has(topic.sensorId) || this.#interest.subscribed(topic.sensorId, topic.attributeId)
		);
	}
}
