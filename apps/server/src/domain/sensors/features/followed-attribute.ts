import type { NoveltyStream } from "../../../bio/novelty/novelty-stream.ts";
import type { Attribute } from "../attribute.ts";
import type { AttributeRing } from "../attribute-ring.ts";
import { featureStreams, type Reading, readingOf, valueStream } from "./feature-streams.ts";
import { SignalWindow, WINDOW_MS } from "./signal-window.ts";

/** Who takes in what is read: the NoveltyDetector. */
export interface StreamListener {
	step(stream: NoveltyStream, timeMs: number, value: number, usualMs: number): void;
	silence(stream: NoveltyStream, silentMs: number, usualMs: number, windowMs: number): void;
	/** A stream is left out from now on. */
	leaveOut(sensorId: string, attributeId: string, reason: string): void;
}

/** Signals whose samples come closer together than this are told by features, in ms. */
const FAST_MS = 500;

/** Samples read of an attribute at one time; of more, the newest. */
const MOST_AT_A_TIME = 16_384;

/** Samples after which the usual interval of an attribute is known well enough to miss some. */
const INTERVAL_KNOWN = 20;

/** Samples are read in pieces of so many, through these; reads never overlap. */
const PIECE = 512;
const TIMES = new Float64Array(PIECE);
let values = new Float64Array(PIECE);

/**
 * Reads one attribute's ring with a cursor of its own and tells the numbers in it.
 *
 * Invariants: (1) each sample is told once, late ones and old ones not at all; (2) a waveform, and anything faster than
 * two samples a second, is told by its one-second features only, once and for all; (3) a derived value that is merely
 * repeated until there is a new one is told once.
 */
export class FollowedAttribute {
	readonly attribute: Attribute;
	readonly #sensorId: string;
	readonly #reading: Reading;
	readonly #value: NoveltyStream;
	readonly #ownRate: boolean;
	#window: SignalWindow | null = null;
	#listener: StreamListener | null = null;
	#cursor: number;
	#lastTime: number;
	#lastValue = Number.NaN;
	#expectedSince = 0;
	#windowMs = 0;
	#lastWindowMs = 0;

	/** @param fromStart whether what stands in the ring already is news. */
	constructor(sensorId: string, attribute: Attribute, fromStart = false) {
		this.attribute = attribute;
		this.#sensorId = sensorId;
		this.#reading = readingOf(attribute.type);
		this.#value = valueStream(sensorId, attribute);
		this.#ownRate = attribute.meta.provenance !== "derived";
		this.#cursor = fromStart ? 0 : attribute.ring.head;
		this.#lastTime = fromStart ? Number.NEGATIVE_INFINITY : attribute.ring.lastTime;
		if (attribute.type.waveform) this.#tellFeatures();
	}

	/** Whether something came since the last time. */
	get hasNews(): boolean {
		return this.attribute.ring.head !== this.#cursor;
	}

	/** How long the newest sample took from its device's clock to the server's, in ms. */
	get lagMs(): number {
		return this.attribute.arrivedAt - this.attribute.ring.lastTime;
	}

	/**
	 * Tells what came since the last time.
	 *
	 * @param notBefore device time in ms; older samples were kept back too long to be news.
	 */
	read(listener: StreamListener, notBefore: number): void {
		const { intervalMs } = this.attribute;
		const ring = this.attribute.ring as AttributeRing;
		const { head, stride } = ring;
		const from = Math.max(this.#cursor, ring.tail, head - MOST_AT_A_TIME);
		this.#cursor = head;
		if (this.#window === null && intervalMs < FAST_MS) this.#tellFeatures();
		if (values.length < PIECE * stride) values = new Float64Array(PIECE * stride);
		this.#listener = listener;
		for (let position = from; position < head; position += PIECE) {
			const count = Math.min(PIECE, head - position);
			ring.copy(position, position + count, TIMES, values, 0);
			if (stride > 1) this.#reduce(count, stride);
			this.#tell(listener, count, notBefore, intervalMs);
		}
		this.#listener = null;
	}

	/** Nothing is expected up to now, server time in ms: the device is away or was told to pause. */
	excuse(now: number): void {
		this.#expectedSince = now;
	}

	/** Notes how long the device may keep a sample back, in ms; a shorter window holds from the next arrival on. */
	heard(windowMs: number): void {
		this.#windowMs = Math.max(this.#lastWindowMs, windowMs);
		this.#lastWindowMs = windowMs;
	}

	/** Tells for how long nothing came, if the attribute is one that has a beat of its own; `windowMs` as above. */
	silent(listener: StreamListener, now: number, windowMs: number): void {
		const { arrivedAt, intervalMs, ring } = this.attribute;
		this.#lastWindowMs = windowMs;
		if (windowMs > this.#windowMs) this.#windowMs = windowMs;
		if (!this.#ownRate || ring.head < INTERVAL_KNOWN) return;
		const silentMs = now - Math.max(arrivedAt, this.#expectedSince);
		listener.silence(this.#value, silentMs, intervalMs, this.#windowMs);
	}

	/** Tells the samples of one piece, which are in time order. */
	#tell(listener: StreamListener, count: number, notBefore: number, intervalMs: number): void {
		let first = 0;
		while (first < count && (TIMES[first]! <= this.#lastTime || TIMES[first]! < notBefore)) first++;
		if (this.#window !== null) this.#window.take(TIMES, values, first, count);
		else this.#tellEach(listener, first, count, intervalMs);
		const newest = TIMES[count - 1]!;
		if (newest > this.#lastTime) this.#lastTime = newest;
	}

	#tellEach(listener: StreamListener, first: number, count: number, intervalMs: number): void {
		for (let k = first; k < count; k++) {
			const value = values[k]!;
			if (this.#ownRate || value !== this.#lastValue)
				listener.step(this.#value, TIMES[k]!, value, intervalMs);
			this.#lastValue = value;
		}
	}

	/** Makes one number of each sample's components, in place. */
	#reduce(count: number, stride: number): void {
		for (let k = 0; k < count; k++) {
			const first = k * stride;
			if (this.#reading !== "magnitude") {
				values[k] = values[first]!;
				continue;
			}
			let squares = 0;
			for (let i = first; i < first + stride; i++) squares += values[i]! * values[i]!;
			values[k] = Math.sqrt(squares);
		}
	}

	#tellFeatures(): void {
		const features = featureStreams(this.#sensorId, this.attribute);
		this.#window = new SignalWindow((time, rms, lineLength, peak) => {
			const listener = this.#listener!;
			listener.step(features.rms, time, rms, WINDOW_MS);
			listener.step(features.lineLength, time, lineLength, WINDOW_MS);
			if (features.peak !== null) listener.step(features.peak, time, peak, WINDOW_MS);
		});
	}
}
