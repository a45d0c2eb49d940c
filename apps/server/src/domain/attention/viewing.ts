import type { Lease, Subscription } from "@sensocto/protocol";
import type { Ref } from "@sensocto/supervision";
import type { Registry } from "../../registry/registry.ts";
import { STREAMS_PER_VIEWER } from "../delivery/delivery-class.ts";
import type { LensRouter } from "../delivery/lens-router.ts";
import type { Encoding } from "../delivery/stream-codec.ts";
import type { StreamTopic } from "../delivery/stream-topic.ts";
import type { TopicTable } from "../delivery/topic-table.ts";
import { Viewer, type ViewerSink } from "../delivery/viewer.ts";
import type { SensorRecord } from "../sensors/sensor-record.ts";
import { ALL_ATTRIBUTES, type AttentionTable } from "./attention-table.ts";
import { ViewerInterest } from "./viewer-interest.ts";

/** What {@link Viewing} works with. */
export interface ViewingContext {
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
	readonly #wildcards = new Map<string, number>();
	readonly #unlisten: () => void;

	constructor(context: ViewingContext, sink: ViewerSink, encoding: Encoding) {
		this.#context = context;
		this.#viewer = new Viewer(sink, encoding);
		this.#interest = new ViewerInterest(context.attention);
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
		const wanted = subscriptions.flatMap((subscription) => this.#expand(subscription));
		const fresh = new Set(wanted.filter((topic) => !this.#viewer.watches.has(topic)));
		if (this.streams + fresh.size > STREAMS_PER_VIEWER) {
			this.#context.topics.prune(fresh);
			return false;
		}
		for (const { sensor_id, attribute_id = ALL_ATTRIBUTES } of subscriptions) {
			if (attribute_id === ALL_ATTRIBUTES) this.#wildcards.set(sensor_id, seedMs);
			this.#interest.add({ sensorId: sensor_id, attributeId: attribute_id, kind: "view" });
		}
		admitted?.(this.streams + fresh.size);
		this.#watch(fresh, seedMs);
		return true;
	}

	/** Ends subscriptions; returns the number of streams still watched. */
	unsubscribe(subscriptions: readonly Subscription[]): number {
		for (const { sensor_id, attribute_id = ALL_ATTRIBUTES } of subscriptions) {
			if (attribute_id === ALL_ATTRIBUTES) this.#wildcards.delete(sensor_id);
			this.#interest.remove({ sensorId: sensor_id, attributeId: attribute_id, kind: "view" });
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
		this.#interest.clear();
		this.#wildcards.clear();
		this.#context.router.get().unwatch(this.#viewer, [...this.#viewer.watches.keys()]);
		return this.subscribe(subscriptions, seedMs);
	}

	/** Takes in changes of attention. */
	attend(add: readonly Lease[], remove: readonly Lease[], hidden: boolean | undefined): void {
		const touched = new Set<string>();
		for (const lease of add) {
			this.#interest.add({ sensorId: lease.sensor_id, attributeId: lease.attribute_id, kind: lease.kind });
			touched.add(lease.sensor_id);
		}
		for (const lease of remove) {
			this.#interest.remove({ sensorId: lease.sensor_id, attributeId: lease.attribute_id, kind: lease.kind });
			touched.add(lease.sensor_id);
		}
		for (const sensorId of touched) this.#watch(this.#watched(sensorId), 0);
		if (hidden === undefined || hidden === this.#interest.hidden) return;
		this.#interest.hide(hidden);
		if (hidden) this.#context.router.get().pause(this.#viewer);
		else this.#context.router.get().resume(this.#viewer);
	}

	/** The viewer left. */
	close(): void {
		this.#unlisten();
		this.#interest.clear();
		this.#context.router.peek()?.remove(this.#viewer);
	}

	#attributeAppeared(sensorId: string, attributeId: string): void {
		const known = this.#context.topics.find(sensorId, attributeId);
		if (known !== undefined && this.#viewer.watches.has(known)) this.#viewer.announce([known]);
		const seedMs = this.#wildcards.get(sensorId);
		if (seedMs === undefined || this.streams >= STREAMS_PER_VIEWER) return;
		const topic = this.#topic(sensorId, attributeId);
		if (!this.#viewer.watches.has(topic)) this.#watch([topic], seedMs);
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
			this.#wildcards.has(topic.sensorId) || this.#interest.holds(topic.sensorId, topic.attributeId, "view")
		);
	}
}
