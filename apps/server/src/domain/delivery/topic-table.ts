import type { Attribute } from "../sensors/attribute.ts";
import { LANES_MS, type Lane } from "./delivery-class.ts";
import { StreamNumbers } from "./stream-numbers.ts";
import { StreamTopic } from "./stream-topic.ts";

/**
 * Every topic that is watched, and the ones with samples to send.
 *
 * It is owned one level above the lens router and the sensors: either may restart and finds its topics here.
 */
export class TopicTable {
	/** Topics with unsent samples, per lane. */
	readonly dirty: StreamTopic[][] = LANES_MS.map(() => []);
	/** Told when a lane gets its first dirty topic, and when one topic has a burst of samples to send. */
	alert: ((lane: Lane, isBurst: boolean) => void) | null = null;
	readonly #bySensor = new Map<string, Map<string, StreamTopic>>();
	readonly #listeners = new Set<(sensorId: string, attributeId: string) => void>();
	readonly #numbers = new StreamNumbers();
	#made = 0;

	/** Number of topics. */
	get size(): number {
		let size = 0;
		for (const topics of this.#bySensor.values()) size += topics.size;
		return size;
	}

	/** The topic of an attribute, made on first use; `source` is the attribute if it exists. */
	topic(sensorId: string, attributeId: string, order: number, source: Attribute | undefined): StreamTopic {
		let topics = this.#bySensor.get(sensorId);
		if (topics === undefined) {
			topics = new Map();
			this.#bySensor.set(sensorId, topics);
		}
		let topic = topics.get(attributeId);
		if (topic === undefined) {
			topic = new StreamTopic(sensorId, attributeId, order, ++this.#made, this.#numbers.take(), this.#touch);
			topics.set(attributeId, topic);
			if (source !== undefined) connect(topic, source);
		}
		return topic;
	}

	/** Connects an attribute that came into being to its topic, if anybody waits for it. */
	bind(sensorId: string, attribute: Attribute): void {
		const topic = this.#bySensor.get(sensorId)?.get(attribute.id);
		if (topic !== undefined && topic.source !== attribute) connect(topic, attribute);
		for (const listener of this.#listeners) listener(sensorId, attribute.id);
	}

	/** Listens to attributes that come into being; returns the function that ends it. */
	onAttribute(listener: (sensorId: string, attributeId: string) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** The topic of an attribute, if anybody watches it. */
	find(sensorId: string, attributeId: string): StreamTopic | undefined {
		return this.#bySensor.get(sensorId)?.get(attributeId);
	}

	/** Drops those of the topics that nobody watches any more. */
	prune(topics: Iterable<StreamTopic>): void {
		for (const topic of topics) {
			if (topic.watched !== 0 || topic.watchers > 0) continue;
			if (topic.source !== null) topic.source.topic = null;
			const siblings = this.#bySensor.get(topic.sensorId);
			if (siblings?.get(topic.attributeId) !== topic) continue;
			siblings.delete(topic.attributeId);
			this.#numbers.give(topic.stream);
			if (siblings.size === 0) this.#bySensor.delete(topic.sensorId);
		}
	}

	/** Hands out the dirty topics of a lane and starts a new list. */
	takeDirty(lane: Lane): StreamTopic[] {
		const topics = this.dirty[lane]!;
		if (topics.length === 0) return topics;
		this.dirty[lane] = [];
		for (const topic of topics) topic.dirty &= ~(1 << lane);
		return topics;
	}

	/** A topic has samples for lanes that it is not dirty for, or else a burst. */
	readonly #touch = (topic: StreamTopic): void => {
		let fresh = topic.watched & ~topic.dirty;
		if (fresh === 0) this.alert?.(0, true);
		topic.dirty |= fresh;
		for (let lane = 0; fresh !== 0; lane++, fresh >>= 1) {
			if ((fresh & 1) !== 0 && this.dirty[lane]!.push(topic) === 1) this.alert?.(lane, false);
		}
	};
}

function connect(topic: StreamTopic, attribute: Attribute): void {
	if (topic.source !== null) topic.source.topic = null;
	topic.source = attribute;
	attribute.topic = topic;
	topic.startLanes();
}
