import type { AttributeType, JsonValue } from "@sensocto/protocol";
import type { SeriesHandle } from "../../storage/history/series-handle.ts";
import type { StreamTopic } from "../delivery/stream-topic.ts";
import { AttributePast } from "./attribute-past.ts";
import { AttributeRing, type RingLimits } from "./attribute-ring.ts";
import { type ByteLedger, NO_LEDGER } from "./byte-ledger.ts";
import type { DevicePauses } from "./device-pauses.ts";
import { LeftOutMarks } from "./left-out-marks.ts";

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

const DAY_MS = 86_400_000;

const WAVEFORM: RingLimits = { keepMs: 60_000, maxSamples: 65_536 };
const VECTOR: RingLimits = { keepMs: DAY_MS, maxSamples: 4_096 };
const EVENT: RingLimits = { keepMs: DAY_MS, maxSamples: 1_024 };
const POSE: RingLimits = { keepMs: 2_000, maxSamples: 256 };

/** Scalars at about one sample a second have a day of them in memory, every change with the rest ... */
const DAY_OF_SAMPLES = 98_304;
/** ... of faster ones the newest are enough, and the minutes' summaries. */
const FAST_SAMPLES = 4_096;
const FAST_MS = 500;

/** A stretch without samples longer than this many usual intervals, and than this in ms, is a hole. */
const HOLE_INTERVALS = 3;
const LEAST_HOLE_MS = 1_000;

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
 * 3. A sample after a hole in which the devices had been asked to send nothing is marked in `leftOut`.
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
	/** Which samples stand behind ones that the device has left out; null without any. */
	leftOut: LeftOutMarks | null = null;
	/** Where live viewers read this attribute, while anybody does. */
	topic: StreamTopic | null = null;
	/** Where the history writer keeps it. */
	series: SeriesHandle | null = null;
	readonly #pauses: DevicePauses | null;
	#learnedIntervalMs: number;

	/**
	 * @param ledger counts what the samples hold in memory.
	 * @param pauses of the sensor's devices.
	 */
	constructor(
		id: string,
		type: AttributeType,
		meta: AttributeMeta,
		ledger: ByteLedger = NO_LEDGER,
		pauses: DevicePauses | null = null,
	) {
		this.id = id;
		this.type = type;
		this.meta = meta;
		this.#pauses = pauses;
		this.#learnedIntervalMs = type.intervalMs;
		this.ring = new AttributeRing(storageKind(type), strideOf(type), ringLimits(this), ledger);
		this.past = type.shape === "scalar" ? new AttributePast(this.ring, type.waveform === true, ledger) : null;
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
		let isAfterHole = false;
		if (gap > 0 && gap < Number.POSITIVE_INFINITY && this.type.delivery !== "event") {
			isAfterHole = gap > LEAST_HOLE_MS && this.#isLeftOut(gap);
			if (!isAfterHole) {
				this.#learnedIntervalMs += Math.max(INTERVAL_GAIN, 1 / ring.head) * (gap - this.#learnedIntervalMs);
			}
		}
		this.arrivedAt = arrived;
		const position = ring.append(time, sample);
		if (isAfterHole) this.#mark(position);
		else if (this.leftOut !== null && position >= 0 && position < ring.head - 1)
			this.leftOut.insertedAt(position);
		if (topic !== null && position >= 0) topic.appended(position);
		return position;
	}

	/** Whether what is missing for a time in ms is so because the devices had been asked to send nothing. */
	#isLeftOut(gapMs: number): boolean {
		return (
			gapMs > HOLE_INTERVALS * this.intervalMs && this.#pauses !== null && this.#pauses.since(this.arrivedAt)
		);
	}

	#mark(position: number): void {
		this.leftOut ??= new LeftOutMarks();
		this.leftOut.add(position);
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

function ringLimits(attribute: Attribute): RingLimits {
	const { type } = attribute;
	if (type.waveform) return WAVEFORM;
	if (type.type === "skeleton") return POSE;
	if (type.delivery === "event" || type.shape === "structured") return EVENT;
	return type.shape === "scalar" ? new ScalarLimits(attribute) : VECTOR;
}

/** How much of a scalar is kept depends on how fast it is, which shows only as it comes. */
class ScalarLimits implements RingLimits {
	readonly #attribute: Attribute;

	constructor(attribute: Attribute) {
		this.#attribute = attribute;
	}

	get keepMs(): number {
		return DAY_MS;
	}

	get maxSamples(): number {
		return this.#attribute.intervalMs < FAST_MS ? FAST_SAMPLES : DAY_OF_SAMPLES;
	}
}
