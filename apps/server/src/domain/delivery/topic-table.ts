import type { Attribute } from "../sensors/attribute.ts";
import { type ByteLedger, NO_LEDGER } from "../sensors/byte-ledger.ts";
import { LANES_MS, type Lane } from "./delivery-class.ts";
import { Reduction, reductionPays } from "./reduction.ts";
import { StreamNumbers } from "./stream-numbers.ts";
import type { StreamSource } from "./stream-source.ts";
import { type ReducedOf, StreamTopic, type TopicSubject } from "./stream-topic.ts";

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
	/** The attribute behind each topic of all samples. */
	readonly #attributes = new WeakMap<StreamTopic, Attribute>();
	readonly #reductions = new Set<Reduction>();
	readonly #ledger: ByteLedger;
	#made = 0;

	/** @param ledger counts what reductions hold in memory. */
	constructor(ledger: ByteLedger = NO_LEDGER) {
		this.#ledger = ledger;
	}

	/** Number of topics. */
	get size(): number {
		let size = 0;
		for (const topics of this.#bySensor.values()) size += topics.size;
		return size;
	}

	/** The topic of an attribute, made on first use; `source` is the attribute if it exists. */
	topic(sensorId: string, attributeId: string, order: number, source: Attribute | undefined): StreamTopic {
		const known = this.find(sensorId, attributeId);
		if (known !== undefined) return known;
		const topic = this.#make({ sensorId, attributeId, order });
		if (source !== undefined) this.#connect(topic, source);
		return topic;
	}

	/** The topic of an attribute's samples by columns of this many ms; that of all of them where it would not pay. */
	reduced(full: StreamTopic, columnMs: number): StreamTopic {
		const attribute = this.#attributes.get(full);
		if (attribute === undefined || !reductionPays(attribute, columnMs)) return full;
		const known = this.#bySensor.get(full.sensorId)?.get(keyOf(full.attributeId, columnMs));
		if (known !== undefined) return known;
		const topic = this.#make(full, { full, columnMs });
		full.watchers++;
		this.#connect(topic, attribute);
		return topic;
	}

	/** Connects an attribute that came into being to its topics, if anybody waits for it. */
	bind(sensorId: string, attribute: Attribute): void {
		const full = this.find(sensorId, attribute.id);
		if (full !== undefined && full.source !== attribute) {
			full.reductions = null;
			this.#connect(full, attribute);
			for (const topic of this.#bySensor.get(sensorId)!.values()) {
				if (topic.full === full && topic !== full) this.#connect(topic, attribute);
			}
		}
		for (const listener of this.#listeners) listener(sensorId, attribute.id);
	}

	/** Emits what reductions hold back of streams that have ended. @param now server time in ms. */
	settle(now: number): void {
		for (const reduction of this.#reductions) reduction.settle(now);
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
		for (const topic of topics) if (topic.watched === 0 && topic.watchers === 0) this.#drop(topic);
	}

	/** Hands out the dirty topics of a lane and starts a new list. */
	takeDirty(lane: Lane): StreamTopic[] {
		const topics = this.dirty[lane]!;
		if (topics.length === 0) return topics;
		this.dirty[lane] = [];
		for (const topic of topics) topic.dirty &= ~(1 << lane);
		return topics;
	}

	/** Hands out those of some topics that are dirty in a lane; the others stay in its list. */
	takeDirtyOf(topics: ReadonlySet<StreamTopic>, lane: Lane): StreamTopic[] {
		const bit = 1 << lane;
		const taken = Array.from(topics).filter(({ dirty }) => (dirty & bit) !== 0);
		if (taken.length === 0) return taken;
		this.dirty[lane] = this.dirty[lane]!.filter((topic) => !topics.has(topic));
		for (const topic of taken) topic.dirty &= ~bit;
		return taken;
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

	#make(subject: TopicSubject, reduced?: ReducedOf): StreamTopic {
		const { attributeId, sensorId } = subject;
		const identity = { serial: ++this.#made, stream: this.#numbers.take(), touch: this.#touch };
		let topics = this.#bySensor.get(sensorId);
		// All of a sensor have one number that no other sensor's have, also before it exists and once it began anew.
		const known = topics?.values().next().value;
		const order = known?.order ?? (subject.order || -identity.serial);
		const topic = new StreamTopic({ sensorId, attributeId, order }, identity, reduced);
		if (topics === undefined) {
			topics = new Map();
			this.#bySensor.set(sensorId, topics);
		}
		topics.set(keyOf(attributeId, topic.columnMs), topic);
		return topic;
	}

	#connect(topic: StreamTopic, attribute: Attribute): void {
		this.#disconnect(topic);
		let source: StreamSource = attribute;
		if (topic.full !== topic) {
			const reduction = new Reduction(attribute, topic.columnMs, this.#ledger);
			this.#reductions.add(reduction);
			topic.full.reductions = [...(topic.full.reductions ?? []), reduction];
			source = reduction;
		} else this.#attributes.set(topic, attribute);
		topic.source = source;
		source.topic = topic;
		topic.startLanes();
	}

	#disconnect(topic: StreamTopic): void {
		const { full, source } = topic;
		if (source === null) return;
		source.topic = null;
		if (!(source instanceof Reduction)) return;
		this.#reductions.delete(source);
		source.release();
		const left = full.reductions?.filter((reduction) => reduction !== source) ?? [];
		full.reductions = left.length === 0 ? null : left;
	}

	#drop(topic: StreamTopic): void {
		this.#disconnect(topic);
		const siblings = this.#bySensor.get(topic.sensorId);
		const key = keyOf(topic.attributeId, topic.columnMs);
		if (siblings?.get(key) !== topic) return;
		siblings.delete(key);
		this.#numbers.give(topic.stream);
		if (siblings.size === 0) this.#bySensor.delete(topic.sensorId);
		if (topic.full === topic) return;
		topic.full.watchers--;
		this.prune([topic.full]);
	}
}

/** Attribute ids have no `@`. */
function keyOf(attributeId: string, columnMs: number): string {
	return columnMs === 0 ? attributeId : `${attributeId}@${columnMs}`;
}
