import {
	type AttributeMetadata,
	type AttributeType,
	type BackpressureConfig,
	columnTime,
	type JsonValue,
	LIMITS,
	type Measurement,
	type MeasurementColumns,
	typeOfAttribute,
} from "@sensocto/protocol";
import type { Clock, Release, Scope, Worker } from "@sensocto/supervision";
import type { TopicTable } from "../delivery/topic-table.ts";
import type { Attribute, Sample } from "./attribute.ts";
import type { AttributeStore } from "./attribute-store.ts";
import { ConfigPusher, type Pace } from "./config-pusher.ts";
import type { Derivation } from "./derived/derivation.ts";
import { derive } from "./derived/derive.ts";
import { isSampleRefusal, readSamples, type SampleRefusal, splitColumns } from "./read-samples.ts";
import { type ScannedColumns, scannedTime } from "./scanned-columns.ts";
import { SensorDevices, type SensorDevicesContext } from "./sensor-devices.ts";
import type { SensorHistory } from "./sensor-history.ts";
import type { DeviceLink, SensorRecord } from "./sensor-record.ts";

/** What a sensor works with. */
export interface SensorContext extends SensorDevicesContext {
	readonly clock: Clock;
	readonly topics: TopicTable;
	readonly history: SensorHistory;
	/** How long a sensor without a connection stays online, in ms. */
	readonly graceMs: number;
	/** Asks for the sensor's processes to be stopped: its grace period is over. */
	retire(record: SensorRecord): void;
}

/**
 * The process of one sensor: takes in what its devices send and tells them how fast to send.
 *
 * Invariants:
 * 1. A frame is read whole before anything of it is stored; a refusal changes nothing.
 * 2. A throw while ingesting is this sensor's crash; its samples live on in the attribute store beside it.
 * 3. Devices learn their batch window by the discipline of {@link ConfigPusher}.
 */
export class Sensor implements Worker {
	readonly #record: SensorRecord;
	readonly #context: SensorContext;
	/** What is computed from its attributes; most sensors have nothing of the kind. */
	#derivations: Map<string, Derivation> | null = null;
	#scope!: Scope;
	#store!: AttributeStore;
	#pusher!: ConfigPusher;
	#grace: Release | null = null;

	constructor(record: SensorRecord, context: SensorContext) {
		this.#record = record;
		this.#context = context;
	}

	start(scope: Scope): void {
		const { store } = this.#record;
		if (store === null) throw new Error(`sensor ${this.#record.id} started without its attribute store`);
		this.#scope = scope;
		this.#store = store;
		for (const attribute of store.values()) this.#follow(attribute);
		this.#record.sensor = this;
		this.#pusher = new ConfigPusher(scope, new SensorDevices(this.#record, this.#context));
		if (this.#record.devices.size > 0) this.#pusher.push();
		if (this.#record.devices.size === 0) this.#startGrace();
	}

	stop(): void {
		this.#record.sensor = null;
	}

	/** The configuration that holds for its devices at the moment. */
	get config(): BackpressureConfig {
		return this.#pusher.present;
	}

	/** What its devices were told last. */
	get toldConfig(): Pace {
		return this.#pusher.told;
	}

	/** A device channel opened. */
	attach(device: DeviceLink): void {
		this.#grace?.();
		this.#grace = null;
		this.#record.devices.add(device);
		this.#setStatus("online");
	}

	/** A device channel closed; after the last one the grace period begins. */
	detach(device: DeviceLink): void {
		if (!this.#record.devices.delete(device) || this.#record.devices.size > 0) return;
		this.#setStatus("disconnected");
		this.#startGrace();
	}

	/**
	 * Takes in measurements of one frame: all of them, or none.
	 *
	 * @param arrived server time of the frame in ms.
	 * @returns the refusal, null when everything was stored, or undefined when the sensor crashed over it.
	 */
	ingest(measurements: readonly Measurement[], arrived: number): SampleRefusal | null | undefined {
		return this.#guarded(() => this.#ingest(measurements, arrived));
	}

	/** Takes in the columns of one frame like {@link ingest}; known scalars cost no object for each sample. */
	ingestColumns(columns: MeasurementColumns, arrived: number): SampleRefusal | null | undefined {
		return this.#guarded(() => this.#ingestColumns(columns, arrived));
	}

	/**
	 * Takes in columns of known scalar attributes; hot path.
	 *
	 * @returns false when an attribute is unknown or no scalar: then {@link ingestColumns} decides, and nothing was stored.
	 */
	ingestScanned(columns: ScannedColumns, arrived: number): boolean {
		const { count, ends, ids, values } = columns;
		for (let k = 0; k < count; k++) if (this.#store.get(ids[k]!)?.type.shape !== "scalar") return false;
		try {
			for (let k = 0, at = 0; k < count; k++) {
				const attribute = this.#store.get(ids[k]!)!;
				for (const end = ends[k]!; at < end; at++)
					this.#append(attribute, scannedTime(columns, at), values[at]!, arrived);
			}
		} catch (error) {
			this.#scope.fail(error);
		}
		this.#heard(arrived);
		return true;
	}

	/**
	 * Takes in one number of a known scalar attribute; hot path.
	 *
	 * @returns false when the attribute is unknown or no scalar: then {@link ingest} decides.
	 */
	ingestNumber(attributeId: string, value: number, time: number, arrived: number): boolean {
		const attribute = this.#store.get(attributeId);
		if (attribute === undefined || attribute.type.shape !== "scalar") return false;
		try {
			this.#append(attribute, time, value, arrived);
		} catch (error) {
			this.#scope.fail(error);
		}
		this.#heard(arrived);
		return true;
	}

	/** Registers an attribute, or replaces what is known of it; false when the sensor has too many. */
	register(metadata: AttributeMetadata): boolean {
		const known = this.#store.get(metadata.attribute_id) !== undefined;
		if (!known && this.#store.size >= LIMITS.attributesPerSensor) return false;
		this.#define(metadata, typeOfAttribute(metadata));
		return true;
	}

	/** Its connector was given another name. */
	renameConnector(name: string): void {
		this.#record.identity = { ...this.#record.identity, connectorName: name };
		this.#context.changed(this.#record, "state");
	}

	/** Forgets an attribute of the live sensor; its history stays. */
	unregister(attributeId: string): void {
		this.#derivations?.delete(attributeId);
		this.#store.remove(attributeId);
		const { lastSummary } = this.#record;
		if (lastSummary !== null) {
			const attributes = lastSummary.attributes.filter(({ attribute_id }) => attribute_id !== attributeId);
			this.#record.lastSummary = { ...lastSummary, attributes };
		}
		this.#context.changed(this.#record, "state");
	}

	/**
	 * What its devices are told may have changed: they learn it in due time.
	 *
	 * @param common it has for many sensors in this moment.
	 */
	pacingChanged(common: boolean): void {
		this.#pusher.changed(common);
	}

	/** Runs `work`; a throw is this sensor's crash, and the answer undefined. */
	#guarded<T>(work: () => T): T | undefined {
		try {
			return work();
		} catch (error) {
			this.#scope.fail(error);
			return undefined;
		}
	}

	#ingest(measurements: readonly Measurement[], arrived: number): SampleRefusal | null {
		const read = readSamples(this.#store, measurements);
		if (isSampleRefusal(read)) return read;
		for (const { metadata, type } of read.registrations) this.#define(metadata, type);
		for (const { attributeId, raw, sample, time } of read.samples) {
			const attribute = this.#store.get(attributeId)!;
			this.#append(attribute, time, sample, arrived, raw);
			if (attribute === this.#store.battery) this.#pusher.changed(false);
		}
		this.#heard(arrived);
		return null;
	}

	#ingestColumns(columns: MeasurementColumns, arrived: number): SampleRefusal | null {
		const { others, scalars } = splitColumns(this.#store, columns);
		const refused = others.length === 0 ? null : this.#ingest(others, arrived);
		if (refused !== null) return refused;
		for (const [attribute, column] of scalars) {
			const { v } = column;
			for (let i = 0; i < v.length; i++)
				this.#append(attribute, columnTime(columns.t0, column, i), v[i]!, arrived);
		}
		this.#heard(arrived);
		return null;
	}

	#heard(arrived: number): void {
		this.#record.lastSeenAt = arrived;
		this.#context.changed(this.#record, "activity");
	}

	/** @param derivedFrom the attribute it is computed from; null for what devices measure. */
	#define(metadata: AttributeMetadata, type: AttributeType, derivedFrom: string | null = null): Attribute {
		const attribute = this.#store.define(metadata.attribute_id, type, {
			unit: metadata.unit ?? type.unit,
			displayName: metadata.display_name ?? null,
			samplingRateHz: metadata.sampling_rate_stated ? metadata.sampling_rate : null,
			provenance: derivedFrom === null ? this.#record.identity.provenance : "derived",
			derivedFrom,
		});
		this.#follow(attribute);
		this.#context.changed(this.#record, "state");
		return attribute;
	}

	#append(attribute: Attribute, time: number, sample: Sample, arrived: number, raw?: JsonValue): void {
		const position = attribute.append(time, sample, arrived);
		this.#context.history.append(attribute, time, raw ?? sample, arrived);
		if (position < 0 || this.#derivations === null) return;
		this.#derivations.get(attribute.id)?.sample(position, time, sample as number, arrived);
	}

	/** Connects an attribute to its readers. */
	#follow(attribute: Attribute): void {
		this.#context.topics.bind(this.#record.id, attribute);
		this.#context.history.follow(this.#record, attribute);
		if (attribute.meta.provenance === "derived" || this.#derivations?.has(attribute.id)) return;
		const derivation = derive(attribute, (metadata, time, sample, arrived) =>
			this.#derived(attribute, metadata, time, sample, arrived),
		);
		if (derivation === null) return;
		this.#derivations ??= new Map();
		this.#derivations.set(attribute.id, derivation);
	}

	#derived(
		from: Attribute,
		metadata: AttributeMetadata,
		time: number,
		sample: Sample,
		arrived: number,
	): void {
		const known = this.#store.get(metadata.attribute_id);
		const attribute = known ?? this.#define(metadata, typeOfAttribute(metadata), from.id);
		this.#append(attribute, time, sample, arrived);
	}

	#setStatus(status: SensorRecord["status"]): void {
		const record = this.#record;
		if (record.status === status) return;
		const now = this.#context.clock.now();
		if (status === "online" && record.status === "offline") record.onlineSince = now;
		record.status = status;
		if (status === "online") {
			this.#context.history.online(record, now);
			this.#context.history.paced(record, this.#store.pauses.back(now), now);
			for (const attribute of this.#store.values()) this.#context.history.follow(record, attribute);
		}
		if (status === "disconnected") {
			this.#store.pauses.gone(now);
			this.#context.history.offline(record, now);
		}
		this.#context.changed(record, "state");
	}

	#startGrace(): void {
		this.#grace = this.#scope.after(this.#context.graceMs, () => {
			this.#setStatus("offline");
			this.#context.retire(this.#record);
		});
	}
}
