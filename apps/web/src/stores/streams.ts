import type { BinaryBatch } from "@sensocto/client";
import { type AttributeType, type Subscription, typeOfAttribute } from "@sensocto/protocol";
import { StreamBuffer } from "./stream-buffer.ts";

/** A released stream stays subscribed this long, milliseconds: scrolling back finds it unbroken. */
const LINGER_MS = 1500;

/** A claim on a stream; release it when the panel goes. */
export interface StreamHandle {
	readonly buffer: StreamBuffer;
	/** Gives the claim back; the last one ends the subscription after a moment. Safe to call twice. */
	release(): void;
}

/** What the streams need from the page's session. */
export interface StreamSource {
	subscribe(subscriptions: readonly Subscription[], options: { seedMs?: number }): Promise<void>;
	unsubscribe(subscriptions: readonly Subscription[]): Promise<void>;
}

/** Facts about an attribute from the directory. */
export interface StreamFacts {
	attributeType: string;
	/** Declared samples a second. */
	samplingRateHz: number;
	/** Server clock minus device clock, milliseconds. */
	clockOffsetMs: number;
}

/** Timers and failure report, injected. */
export interface StreamsOptions {
	source: StreamSource;
	facts(sensorId: string, attributeId: string): StreamFacts | undefined;
	setTimeout(callback: () => void, ms: number): unknown;
	clearTimeout(timer: unknown): void;
	onError(error: unknown): void;
}

interface Entry {
	buffer: StreamBuffer;
	claims: number;
	seedMs: number;
	subscribed: boolean;
	linger: unknown;
}

/**
 * The live streams of the page: one subscription for each attribute that any panel shows.
 *
 * 1. The first claim subscribes, the last release unsubscribes after a moment.
 * 2. A claim for a longer past than there is ends the subscription and asks anew, with a longer seed.
 * 3. Requests of one turn of the event loop travel together.
 */
export class Streams {
	readonly #options: StreamsOptions;
	readonly #entries = new Map<string, Entry>();
	readonly #wanted = new Map<string, number>();
	#flushing = false;

	constructor(options: StreamsOptions) {
		this.#options = options;
	}

	/** Number of attributes subscribed now. */
	get size(): number {
		return this.#entries.size;
	}

	/** Claims the stream of an attribute with at least `seedMs` of the past. */
	acquire(
		sensorId: string,
		attributeId: string,
		{ seedMs = 10_000 }: { seedMs?: number } = {},
	): StreamHandle {
		const key = streamKey(sensorId, attributeId);
		const entry = this.#entries.get(key) ?? this.#create(sensorId, attributeId);
		this.#entries.set(key, entry);
		this.#options.clearTimeout(entry.linger);
		entry.claims++;
		if (seedMs > entry.seedMs) {
			entry.seedMs = seedMs;
			this.#ask(key, seedMs);
		}
		let released = false;
		return {
			buffer: entry.buffer,
			release: () => {
				if (released) return;
				released = true;
				this.#release(key, entry);
			},
		};
	}

	/** Samples a second that arrive and that devices declare, over the streams of which every sample counts. */
	delivered(): { measured: number; declared: number } {
		let measured = 0;
		let declared = 0;
		for (const { buffer, claims } of this.#entries.values()) {
			const rate = this.#options.facts(buffer.sensorId, buffer.attributeId)?.samplingRateHz ?? 0;
			if (claims === 0 || buffer.type.delivery !== "every" || buffer.length < 2) continue;
			measured += Math.min(rate, buffer.rateHz);
			declared += rate;
		}
		return { measured, declared };
	}

	/** Takes in a batch of the viewer channel. */
	receive({ blocks, gap, seed }: BinaryBatch): void {
		for (const { attributeId, sensorId, seq, times, values } of blocks) {
			const entry = this.#entries.get(streamKey(sensorId, attributeId));
			if (entry === undefined) continue;
			const facts = this.#options.facts(sensorId, attributeId);
			if (facts !== undefined) entry.buffer.offsetMs = facts.clockOffsetMs;
			entry.buffer.append({ seq, t0: 0, dt: times, v: values, ...(gap && { gap }) }, seed);
		}
	}

	#create(sensorId: string, attributeId: string): Entry {
		const facts = this.#options.facts(sensorId, attributeId);
		const buffer = new StreamBuffer(sensorId, attributeId, attributeTypeOf(attributeId, facts));
		buffer.offsetMs = facts?.clockOffsetMs ?? 0;
		return { buffer, claims: 0, seedMs: -1, subscribed: false, linger: undefined };
	}

	#release(key: string, entry: Entry): void {
		entry.claims--;
		if (entry.claims > 0) return;
		entry.linger = this.#options.setTimeout(() => {
			if (entry.claims > 0) return;
			this.#entries.delete(key);
			this.#wanted.delete(key);
			this.#options.source.unsubscribe([subscription(entry.buffer)]).catch(this.#options.onError);
		}, LINGER_MS);
	}

	#ask(key: string, seedMs: number): void {
		this.#wanted.set(key, seedMs);
		if (this.#flushing) return;
		this.#flushing = true;
		queueMicrotask(() => this.#flush());
	}

	#flush(): void {
		this.#flushing = false;
		const bySeed = Map.groupBy(this.#wanted, ([, seedMs]) => seedMs);
		this.#wanted.clear();
		for (const [seedMs, group] of bySeed) {
			const entries = group.map(([key]) => this.#entries.get(key)!);
			const again = entries.filter((entry) => entry.subscribed).map((entry) => subscription(entry.buffer));
			if (again.length > 0) this.#options.source.unsubscribe(again).catch(this.#options.onError);
			for (const entry of entries) entry.subscribed = true;
			const all = entries.map((entry) => subscription(entry.buffer));
			this.#options.source.subscribe(all, { seedMs }).catch(this.#options.onError);
		}
	}
}

function attributeTypeOf(attributeId: string, facts: StreamFacts | undefined): AttributeType {
	return typeOfAttribute({ attribute_id: attributeId, attribute_type: facts?.attributeType ?? attributeId });
}

function streamKey(sensorId: string, attributeId: string): string {
	return `${sensorId}\u0000${attributeId}`;
}

function subscription(buffer: StreamBuffer): Subscription {
	return { sensor_id: buffer.sensorId, attribute_id: buffer.attributeId };
}
