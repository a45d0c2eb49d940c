import type { BinaryBatch } from "@sensocto/client";
import { type AttributeType, type Subscription, screenColumn, typeOfAttribute } from "@sensocto/protocol";
import { StreamBuffer } from "./stream-buffer.ts";

/**
 * A released stream stays subscribed this long, milliseconds: scrolling back and the next page find it unbroken.
 *
 * As a subscription counts as a view, the device follows no sooner.
 */
const LINGER_MS = 500;

/** Signals declared slower than this come as things happen, as heartbeats do, and not evenly. */
const EVEN_HZ = 5;

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
	/** Samples a second as the server measures them; 0 while it does not know. */
	rateHz: number;
	/** Time the device gathers samples before it sends them, since it knows that somebody looks; 0 before; ms. What its own battery adds is left out. */
	windowMs: number;
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

/** What a panel wants of a stream. */
export interface StreamWish {
	/** How much of the past, in milliseconds; 10 s by default. */
	seedMs?: number;
	/** Stretch of time it shows, milliseconds, and the device pixels it shows that on; every sample when absent. */
	screen?: { spanMs: number; widthPx: number } | undefined;
}

/** The resolution a claim can do with. */
interface Resolution {
	/** Length of columns, milliseconds; 0 for every sample. */
	columnMs: number;
	screen: StreamWish["screen"];
}

interface Entry {
	buffer: StreamBuffer;
	claims: Set<Resolution>;
	seedMs: number;
	/** As asked of the server. */
	resolution: Resolution;
	subscribed: boolean;
	linger: unknown;
}

const EVERY_SAMPLE: Resolution = { columnMs: 0, screen: undefined };

/**
 * The live streams of the page: one subscription for each attribute that any panel shows.
 *
 * 1. The first claim subscribes, the last release unsubscribes after a moment.
 * 2. A claim for a longer past or more detail than there is ends the subscription and asks anew, with a longer seed.
 * 3. The server is asked for what the most detailed claim needs.
 * 4. Requests of one turn of the event loop travel together.
 */
export class Streams {
	readonly #options: StreamsOptions;
	readonly #entries = new Map<string, Entry>();
	/** What is to be asked of each stream: its past, and whether from the beginning. */
	readonly #wanted = new Map<string, { seedMs: number; anew: boolean }>();
	#flushing = false;

	constructor(options: StreamsOptions) {
		this.#options = options;
	}

	/** Number of attributes subscribed now. */
	get size(): number {
		return this.#entries.size;
	}

	/** Claims the stream of an attribute with at least `seedMs` of the past. */
	acquire(sensorId: string, attributeId: string, { screen, seedMs = 10_000 }: StreamWish = {}): StreamHandle {
		const key = streamKey(sensorId, attributeId);
		const entry = this.#entries.get(key) ?? this.#create(sensorId, attributeId);
		this.#entries.set(key, entry);
		this.#options.clearTimeout(entry.linger);
		const claim = screen ? { columnMs: screenColumn(screen.spanMs, screen.widthPx), screen } : EVERY_SAMPLE;
		const own = { ...claim }; // Each claim is one of its own.
		entry.claims.add(own);
		this.#require(key, entry, seedMs);
		let released = false;
		return {
			buffer: entry.buffer,
			release: () => {
				if (released) return;
				released = true;
				this.#release(key, entry, own);
			},
		};
	}

	/** The longest time that a device of these streams gathers samples before it sends them, milliseconds. */
	get longestWindowMs(): number {
		let longest = 0;
		for (const { buffer, claims } of this.#entries.values()) {
			const facts = claims.size > 0 && this.#options.facts(buffer.sensorId, buffer.attributeId);
			if (facts) longest = Math.max(longest, facts.windowMs);
		}
		return longest;
	}

	/** Samples a second that arrive and that devices declare, over the evenly sampled streams of which each one counts. */
	delivered(): { measured: number; declared: number } {
		let measured = 0;
		let declared = 0;
		for (const { buffer, claims } of this.#entries.values()) {
			const facts = this.#options.facts(buffer.sensorId, buffer.attributeId);
			const rate = facts?.samplingRateHz ?? 0;
			const isEven = buffer.type.delivery === "every" && rate >= EVEN_HZ;
			if (claims.size === 0 || !isEven || buffer.length < 2) continue;
			// Columns do not tell how many samples they stand for; the server does.
			measured += Math.min(rate, buffer.rateHz || facts?.rateHz || rate);
			declared += rate;
		}
		return { measured, declared };
	}

	/** Takes in a batch of the viewer channel. */
	receive({ blocks, gap, seed }: BinaryBatch): void {
		for (const { attributeId, columnMs, numbering, sensorId, seq, times, values } of blocks) {
			const entry = this.#entries.get(streamKey(sensorId, attributeId));
			if (entry === undefined) continue;
			const facts = this.#options.facts(sensorId, attributeId);
			if (facts !== undefined) entry.buffer.offsetMs = facts.clockOffsetMs;
			const frame = { seq, t0: 0, dt: times, v: values, columnMs, numbering };
			entry.buffer.append(gap ? { ...frame, gap } : frame, seed);
		}
	}

	#create(sensorId: string, attributeId: string): Entry {
		const facts = this.#options.facts(sensorId, attributeId);
		const buffer = new StreamBuffer(sensorId, attributeId, attributeTypeOf(attributeId, facts));
		buffer.offsetMs = facts?.clockOffsetMs ?? 0;
		return {
			...{ buffer, claims: new Set<Resolution>(), seedMs: -1, resolution: EVERY_SAMPLE },
			...{ subscribed: false, linger: undefined },
		};
	}

	/** Asks for more where there is less than the claims need. */
	#require(key: string, entry: Entry, seedMs: number): void {
		const finest = Array.from(entry.claims).reduce((a, b) => (b.columnMs < a.columnMs ? b : a));
		const longer = seedMs > entry.seedMs;
		const { columnMs } = entry.resolution;
		if (!longer && finest.columnMs === columnMs) return;
		entry.resolution = finest;
		const anew = longer || finest.columnMs < columnMs;
		if (anew) entry.seedMs = seedMs;
		this.#ask(key, { seedMs: entry.seedMs, anew });
	}

	#release(key: string, entry: Entry, claim: Resolution): void {
		entry.claims.delete(claim);
		if (entry.claims.size > 0) return;
		entry.linger = this.#options.setTimeout(() => {
			if (entry.claims.size > 0) return;
			this.#entries.delete(key);
			this.#wanted.delete(key);
			this.#options.source.unsubscribe([subscription(entry)]).catch(this.#options.onError);
		}, LINGER_MS);
	}

	#ask(key: string, wish: { seedMs: number; anew: boolean }): void {
		const anew = wish.anew || (this.#wanted.get(key)?.anew ?? false);
		this.#wanted.set(key, { ...wish, anew });
		if (this.#flushing) return;
		this.#flushing = true;
		queueMicrotask(() => this.#flush());
	}

	#flush(): void {
		this.#flushing = false;
		const bySeed = Map.groupBy(this.#wanted, ([, { seedMs }]) => seedMs);
		this.#wanted.clear();
		for (const [seedMs, group] of bySeed) {
			const asked = group.map(([key, { anew }]) => ({ entry: this.#entries.get(key)!, anew }));
			const again = asked.filter(({ anew, entry }) => anew && entry.subscribed);
			const ended = again.map(({ entry }) => subscription(entry));
			if (ended.length > 0) this.#options.source.unsubscribe(ended).catch(this.#options.onError);
			for (const { entry } of asked) entry.subscribed = true;
			const all = asked.map(({ entry }) => subscription(entry));
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

function subscription({ buffer, resolution: { screen } }: Entry): Subscription {
	const { attributeId, sensorId } = buffer;
	const shown = screen && { span_ms: screen.spanMs, width_px: screen.widthPx };
	return { sensor_id: sensorId, attribute_id: attributeId, ...shown };
}
