import type { NoveltyStream } from "../../../bio/novelty/novelty-stream.ts";
import type { Attribute } from "../attribute.ts";
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

/**
 * Reads one attribute's ring with a cursor of its own and tells the numbers in it.
 *
 * Invariants: (1) each sample is told once, late ones and old ones not at all; (2) a waveform, and anything faster than
 * two samples a second, is told by its one-second features only, once and for all; (3) a derived value that is merely
 * repeated until there is a new one is told once.
 */
export class FollowedAttribute {
	readonly #sensorId: string;
	readonly #attribute: Attribute;
	readonly #reading: Reading;
	readonly #value: NoveltyStream;
	readonly #ownRate: boolean;
	#window: SignalWindow | null = null;
	#listener: StreamListener | null = null;
	#cursor: number;
	#lastTime: number;
	#lastValue = Number.NaN;
	#expectedSince = 0;
	#arrivedAt = 0;
	#windowMs = 0;
	#lastWindowMs = 0;

	constructor(sensorId: string, attribute: Attribute) {
		this.#sensorId = sensorId;
		this.#attribute = attribute;
		this.#reading = readingOf(attribute.type);
		this.#value = valueStream(sensorId, attribute);
		this.#ownRate = attribute.meta.provenance !== "derived";
		this.#cursor = attribute.ring.head;
		this.#lastTime = attribute.ring.lastTime;
		if (attribute.type.waveform) this.#tellFeatures();
	}

	/**
	 * Tells what came since the last time.
	 *
	 * @param notBefore device time in ms; older samples were kept back too long to be news.
	 */
	read(listener: StreamListener, notBefore: number): void {
		const attribute = this.#attribute;
		const { ring } = attribute;
		const from = Math.max(this.#cursor, ring.tail, ring.head - MOST_AT_A_TIME);
		this.#cursor = ring.head;
		if (from === ring.head) return;
		const { intervalMs } = attribute;
		if (this.#window === null && intervalMs < FAST_MS) this.#tellFeatures();
		const window = this.#window;
		this.#listener = listener;
		for (let position = from; position < ring.head; position++) {
			const time = ring.timeAt(position);
			if (time <= this.#lastTime) continue;
			this.#lastTime = time;
			if (time < notBefore) continue;
			const value = this.#valueAt(position);
			if (window !== null) window.push(time, value);
			else if (this.#ownRate || value !== this.#lastValue)
				listener.step(this.#value, time, value, intervalMs);
			this.#lastValue = value;
		}
		this.#listener = null;
	}

	/** Nothing is expected up to now, server time in ms: the device is away or was told to pause. */
	excuse(now: number): void {
		this.#expectedSince = now;
	}

	/**
	 * Tells for how long nothing came, if the attribute is one that has a beat of its own.
	 *
	 * @param windowMs how long the device may keep a sample back; a shorter window holds from the next arrival on.
	 */
	silent(listener: StreamListener, now: number, windowMs: number): void {
		const { arrivedAt, intervalMs, ring } = this.#attribute;
		if (arrivedAt !== this.#arrivedAt) {
			this.#arrivedAt = arrivedAt;
			this.#windowMs = this.#lastWindowMs;
		}
		this.#lastWindowMs = windowMs;
		this.#windowMs = Math.max(this.#windowMs, windowMs);
		if (!this.#ownRate || ring.head < INTERVAL_KNOWN) return;
		const silentMs = now - Math.max(arrivedAt, this.#expectedSince);
		listener.silence(this.#value, silentMs, intervalMs, this.#windowMs);
	}

	#tellFeatures(): void {
		const features = featureStreams(this.#sensorId, this.#attribute);
		this.#window = new SignalWindow((time, rms, lineLength, peak) => {
			const listener = this.#listener!;
			listener.step(features.rms, time, rms, WINDOW_MS);
			listener.step(features.lineLength, time, lineLength, WINDOW_MS);
			if (features.peak !== null) listener.step(features.peak, time, peak, WINDOW_MS);
		});
	}

	#valueAt(position: number): number {
		const { ring } = this.#attribute;
		if (this.#reading !== "magnitude") return ring.valueAt(position) as number;
		let squares = 0;
		for (let k = 0; k < ring.stride; k++) {
			const component = ring.valueAt(position, k) as number;
			squares += component * component;
		}
		return Math.sqrt(squares);
	}
}
