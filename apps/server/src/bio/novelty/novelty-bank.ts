import { LIMITS } from "@sensocto/protocol";
import { type NoveltyMethodName, StreamNovelty } from "@sensocto/signals";
import { Habituation } from "./habituation.ts";
import type { NoveltyStream } from "./novelty-stream.ts";
import { UsualSilence } from "./usual-silence.ts";

/** Streams watched at the same time; about a kilobyte each. */
export const MAX_STREAMS = 50_000;

/**
 * Attributes of one sensor that are known at the same time: a device may withdraw some and name others, again and again.
 * It is more than a sensor has, with what is computed from them.
 */
export const MAX_ATTRIBUTES = 4 * LIMITS.attributesPerSensor;

/** How finely the order of the longest silent is kept, in ms. */
const TOUCH_MS = 60_000;

/** Figures in a snapshot keep so many significant digits; instants keep all. */
const DIGITS = 8;

/** Numbers from here on are taken for instants. */
const INSTANT = 1e11;

/** What is known of an attribute and those computed from it: what happens in all of them has one cause. */
export interface WatchedCause {
	/** Server time of the last alarm about a value in ms. */
	alarmedAt: number;
	readonly spikes: Habituation;
	readonly shifts: Habituation;
	readonly flatLines: Habituation;
	readonly implausible: Habituation;
}

/** What is known of one attribute. */
export interface WatchedAttribute {
	readonly streams: Map<string, StreamNovelty>;
	readonly cause: WatchedCause;
	readonly silences: UsualSilence;
	/** Others took its place. */
	forgotten: boolean;
}

/** What is known of one stream, found once. */
export interface WatchedStream {
	readonly bank: NoveltyBank;
	readonly sensor: WatchedSensor;
	readonly attribute: WatchedAttribute;
	readonly detector: StreamNovelty;
}

/** What is known of one sensor. */
export interface WatchedSensor {
	readonly attributes: Map<string, WatchedAttribute>;
	readonly causes: Map<string, WatchedCause>;
	/** Server time of the last alarm about a silence in ms. */
	silenceToldAt: number;
	touchedAt: number;
	changed: boolean;
	/** Others took its place. */
	forgotten: boolean;
	streams: number;
	/** What was remembered of it when it came. */
	readonly remembered: SensorSnapshot;
}

type StreamSnapshot = [method: number[], flatLine: number[]];
type SensorSnapshot = Record<string, Record<string, StreamSnapshot>>;

/**
 * The detectors' state by sensor, attribute and feature.
 *
 * Invariants: (1) at most `maxStreams` streams; the sensor that was silent longest makes room, and is forgotten; (2) a
 * sensor that comes back takes up what was remembered of it, once; (3) at most {@link MAX_ATTRIBUTES} attributes of a
 * sensor: the one known longest makes room.
 */
export class NoveltyBank {
	readonly #method: NoveltyMethodName;
	readonly #maxStreams: number;
	/** In the order they were touched, to within a minute. */
	readonly #sensors = new Map<string, WatchedSensor>();
	readonly #remembered = new Map<string, string>();
	#streams = 0;

	constructor(method: NoveltyMethodName, maxStreams: number = MAX_STREAMS) {
		this.#method = method;
		this.#maxStreams = maxStreams;
	}

	/** Remembers a sensor's snapshot until the sensor comes; for one that is here already it is too late. */
	remember(sensorId: string, state: string): void {
		if (this.#sensors.has(sensorId) || this.#remembered.size >= this.#maxStreams) return;
		this.#remembered.set(sensorId, state);
	}

	/** Number of streams watched. */
	get size(): number {
		return this.#streams;
	}

	/** What is known of a stream, made when it is new; `now` is server time in ms. Hot path: most were found before. */
	watched(stream: NoveltyStream, now: number): WatchedStream {
		const known = stream.watched;
		if (known !== undefined && known.bank === this && !known.sensor.forgotten && !known.attribute.forgotten) {
			if (now - known.sensor.touchedAt > TOUCH_MS) this.sensor(stream.sensorId, now);
			return known;
		}
		const sensor = this.sensor(stream.sensorId, now);
		const attribute = this.attribute(sensor, stream);
		const found = { bank: this, sensor, attribute, detector: this.detector(sensor, attribute, stream) };
		stream.watched = found;
		return found;
	}

	/** What is known of a sensor; `now` is server time in ms. */
	sensor(sensorId: string, now: number): WatchedSensor {
		let sensor = this.#sensors.get(sensorId);
		if (sensor === undefined) {
			sensor = {
				attributes: new Map(),
				causes: new Map(),
				silenceToldAt: Number.NEGATIVE_INFINITY,
				touchedAt: now,
				changed: false,
				forgotten: false,
				streams: 0,
				remembered: this.#recall(sensorId),
			};
			this.#sensors.set(sensorId, sensor);
		} else if (now - sensor.touchedAt > TOUCH_MS) {
			sensor.touchedAt = now;
			this.#sensors.delete(sensorId);
			this.#sensors.set(sensorId, sensor);
		}
		return sensor;
	}

	/** What is known of a stream's attribute. */
	attribute(sensor: WatchedSensor, { attributeId, derivedFrom }: NoveltyStream): WatchedAttribute {
		let attribute = sensor.attributes.get(attributeId);
		if (attribute === undefined) {
			const cause = causeOf(sensor, derivedFrom ?? attributeId);
			attribute = { streams: new Map(), cause, silences: new UsualSilence(), forgotten: false };
			sensor.attributes.set(attributeId, attribute);
			if (sensor.attributes.size > MAX_ATTRIBUTES) this.#forgetFirst(sensor);
		}
		return attribute;
	}

	/** The detector of a stream, made when the stream is new. */
	detector(sensor: WatchedSensor, attribute: WatchedAttribute, stream: NoveltyStream): StreamNovelty {
		const known = attribute.streams.get(stream.feature);
		if (known !== undefined) return known;
		while (this.#streams >= this.#maxStreams && this.#forgetLongestSilent(sensor));
		const detector = new StreamNovelty({
			method: stream.judged ? this.#method : null,
			flatLine: stream.flatLine,
			step: stream.step,
			plausible: stream.plausible,
		});
		const snapshot = sensor.remembered[stream.attributeId]?.[stream.feature];
		if (snapshot !== undefined) detector.restore(snapshot);
		attribute.streams.set(stream.feature, detector);
		sensor.streams++;
		this.#streams++;
		return detector;
	}

	/** Snapshots of the sensors that changed since they were last taken, one JSON text per sensor. */
	*snapshots(): Generator<[sensorId: string, state: string]> {
		for (const [sensorId, sensor] of [...this.#sensors]) {
			if (!sensor.changed) continue;
			sensor.changed = false;
			yield [sensorId, JSON.stringify(snapshotOf(sensor))];
		}
	}

	#forgetFirst(sensor: WatchedSensor): void {
		const [attributeId, attribute] = sensor.attributes.entries().next().value!;
		attribute.forgotten = true;
		sensor.attributes.delete(attributeId);
		for (const [id, cause] of sensor.causes) if (cause === attribute.cause) sensor.causes.delete(id);
		sensor.streams -= attribute.streams.size;
		this.#streams -= attribute.streams.size;
	}

	#forgetLongestSilent(except: WatchedSensor): boolean {
		for (const [sensorId, sensor] of this.#sensors) {
			if (sensor === except) continue;
			this.#sensors.delete(sensorId);
			sensor.forgotten = true;
			this.#streams -= sensor.streams;
			return true;
		}
		return false;
	}

	#recall(sensorId: string): SensorSnapshot {
		const text = this.#remembered.get(sensorId);
		if (text === undefined) return {};
		this.#remembered.delete(sensorId);
		try {
			return JSON.parse(text) as SensorSnapshot;
		} catch {
			// Learned state is worth less than going on: the sensor is learned anew.
			return {};
		}
	}
}

function causeOf(sensor: WatchedSensor, attributeId: string): WatchedCause {
	let cause = sensor.causes.get(attributeId);
	if (cause === undefined) {
		cause = {
			alarmedAt: Number.NEGATIVE_INFINITY,
			spikes: new Habituation(),
			shifts: new Habituation(),
			flatLines: new Habituation(),
			implausible: new Habituation(),
		};
		sensor.causes.set(attributeId, cause);
	}
	return cause;
}

/** What is known now, and what was remembered of attributes that did not come yet. */
function snapshotOf(sensor: WatchedSensor): SensorSnapshot {
	const stale = Object.keys(sensor.remembered).length > LIMITS.attributesPerSensor;
	const attributes: SensorSnapshot = stale ? {} : { ...sensor.remembered };
	for (const [attributeId, { streams }] of sensor.attributes) {
		const features: Record<string, StreamSnapshot> = {};
		for (const [feature, detector] of streams) {
			const [method, flatLine] = detector.snapshot();
			features[feature] = [method.map(rounded), flatLine.map(rounded)];
		}
		attributes[attributeId] = features;
	}
	return attributes;
}

function rounded(x: number): number {
	return Math.abs(x) >= INSTANT ? x : Number(x.toPrecision(DIGITS));
}
