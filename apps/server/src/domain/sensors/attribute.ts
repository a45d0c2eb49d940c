import type { AttributeType, JsonValue } from "@sensocto/protocol";
import type { SeriesHandle } from "../../storage/history/series-handle.ts";
import type { StreamTopic } from "../delivery/stream-topic.ts";
import { AttributePast } from "./attribute-past.ts";
import { AttributeRing, type RingLimits } from "./attribute-ring.ts";
import { type ByteLedger, NO_LEDGER } from "./byte-ledger.ts";

/** A canonical sample: a number, a vector by stride, or a structured value. */
export type Sample = number | Float64Array | JsonValue;

/** What is known of an attribute besides its type. */
export interface AttributeMeta {
	readonly unit: string | null;
	readonly displayName: string | null;
	/** Samples per second as the device stated them, or null when it did not. */
	readonly samplingRateHz: number | null;
	readonly provenance: "real" | "simulated" | "replayed" | "derived";
	/** Attribute this one is computed from, for derived ones. */
	readonly derivedFrom: string | null;
}

const WAVEFORM: RingLimits = { keepMs: 60_000, maxSamples: 65_536 };
const SCALAR: RingLimits = { keepMs: 86_400_000, maxSamples: 4_096 };
const EVENT: RingLimits = { keepMs: 86_400_000, maxSamples: 1_024 };
const POSE: RingLimits = { keepMs: 2_000, maxSamples: 256 };

/** Least share of a new gap in the learned interval: about the last twenty gaps count. */
const INTERVAL_GAIN = 0.05;

/** Samples the measured rate looks back on. */
const RATE_SAMPLES = 64;

/**
 * One attribute of a live sensor: its samples in memory, and the readers that follow it.
 *
 * Invariants:
 * 1. `ring` is only ever appended to by {@link Attribute.append}; every appended sample reaches the history
 *    series and, when somebody watches, the delivery topic.
 * 2. `intervalMs` is the stated rate's interval if there is one, else it is learned from the gaps seen; events come
 *    when they come and keep their type's.
 */
export class Attribute {
	readonly id: string;
	readonly type: AttributeType;
	meta: AttributeMeta;
	readonly ring: AttributeRing<number | JsonValue>;
	/** What the ring has given up, summarised; null for attributes that are no single number. */
	readonly past: AttributePast | null;
	/** Server time at which the newest sample arrived, in ms. */
	arrivedAt = 0;
	/** Where live viewers read this attribute, while anybody does. */
	topic: StreamTopic | null = null;
	/** Where the history writer keeps it. */
	series: SeriesHandle | null = null;
	#learnedIntervalMs: number;

	/** @param ledger counts what the samples hold in memory. */
	constructor(id: string, type: AttributeType, meta: AttributeMeta, ledger: ByteLedger = NO_LEDGER) {
		this.id = id;
		this.type = type;
		this.meta = meta;
		this.ring = new AttributeRing(storageKind(type), strideOf(type), ringLimits(type), ledger);
		this.past = type.shape === "scalar" ? new AttributePast(this.ring, type.waveform === true, ledger) : null;
		this.#learnedIntervalMs = type.intervalMs;
	}

	/** Bytes its samples hold in memory, about. */
	get byteLength(): number {
		return this.ring.byteLength + (this.past?.byteLength ?? 0);
	}

	/** Takes its samples out of the ledger: nobody uses the attribute any more. */
	release(): void {
		this.ring.release();
		this.past?.release();
	}

	/** Expected time between two samples in ms. */
	get intervalMs(): number {
		const rate = this.type.delivery === "event" ? null : this.meta.samplingRateHz;
		return rate === null ? this.#learnedIntervalMs : 1_000 / rate;
	}

	/** Samples per second over the newest samples by their own times, or 0 when there are too few to tell. */
	get measuredRateHz(): number {
		const { ring } = this;
		const from = Math.max(ring.tail, ring.head - RATE_SAMPLES);
		const count = ring.head - 1 - from;
		if (count < 1) return 0;
		const spanMs = ring.lastTime - ring.timeAt(from);
		return spanMs > 0 ? (count * 1_000) / spanMs : 0;
	}

	/**
	 * Stores a sample and tells the live viewers; hot path.
	 *
	 * @param time device time in ms.
	 * @param arrived server time in ms.
	 * @returns the sample's position in the ring, or -1 when it is too late for it.
	 */
	append(time: number, sample: Sample, arrived: number): number {
		const { ring, topic } = this;
		const gap = time - ring.lastTime;
		if (gap > 0 && gap < Number.POSITIVE_INFINITY && this.type.delivery !== "event") {
			this.#learnedIntervalMs += Math.max(INTERVAL_GAIN, 1 / ring.head) * (gap - this.#learnedIntervalMs);
		}
		this.arrivedAt = arrived;
		const position = ring.append(time, sample);
		if (topic !== null && position >= 0) topic.appended(position);
		return position;
	}
}

/** Numbers kept for each sample of a type. */
export function strideOf(type: AttributeType): number {
	return type.shape === "vector" ? type.fields.length : 1;
}

/** How samples of a type are stored: as 32- or 64-bit floats, or as JSON. */
export function storageKind(type: AttributeType): 32 | 64 | "json" {
	if (type.shape === "structured") return "json";
	return type.precision === 64 || type.type === "numeric" ? 64 : 32;
}

function ringLimits(type: AttributeType): RingLimits {
	if (type.waveform) return WAVEFORM;
	if (type.type === "skeleton") return POSE;
	return type.delivery === "event" || type.shape === "structured" ? EVENT : SCALAR;
}
