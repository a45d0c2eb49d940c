import {
	type BackpressureConfig,
	type ErrorCode,
	FIRST_PUSH_DELAY_MS,
	isColumnsProblem,
	isProblem,
	isRecord,
	isShorthand,
	type Measurement,
	type Message,
	newestInColumns,
	readAttributeUpdate,
	readBatch,
	readConnectorName,
	readMeasurement,
	readMeasurementColumns,
	readShorthand,
	SensoctoError,
} from "@sensocto/protocol";
import type { Clock, Ref } from "@sensocto/supervision";
import { ClockOffset } from "../../../domain/sensors/clock-offset.ts";
import type { HistoryRecorder } from "../../../domain/sensors/history-recorder.ts";
import type { SampleRefusal } from "../../../domain/sensors/read-samples.ts";
import { type ScannedColumns, scannedTime } from "../../../domain/sensors/scanned-columns.ts";
import type { DeviceLink, SensorRecord } from "../../../domain/sensors/sensor-record.ts";
import type { Sensors } from "../../../domain/sensors/sensors.ts";
import { type Channel, type ChannelReply, type ChannelSocket, ok, refuse } from "../channel.ts";
import type { DurableBatches } from "../durable-batches.ts";
import { answerPing, passOnShout } from "./ping-and-shout.ts";

/** What sensor channels work with. */
export interface SensorChannelContext {
	readonly clock: Clock;
	readonly sensors: Ref<Sensors>;
	readonly history: HistoryRecorder;
	/** Which client families get an `ok` for each accepted measurement. */
	readonly measurementReplies: "unity" | "all" | "none";
}

/** Client families whose parsers read numbers and flags alone, and cannot read `system_load` as a word. */
const PLAIN_FAMILIES = new Set(["python", "unity"]);

/** The round trip is measured this often at first, and then from time to time, in ms. */
const FIRST_PINGS = 6;
const FIRST_PING_INTERVAL_MS = 20;
const PING_INTERVAL_MS = 10_000;

/**
 * The channel of one sensor on one device's connection.
 *
 * Invariants:
 * 1. A frame is stored whole or refused whole with its reason.
 * 2. The first push leaves {@link FIRST_PUSH_DELAY_MS} after the join's reply: clients attach their handler then. It is
 *    repeated with the client's first event, by which even a slow client has attached it.
 */
export class SensorChannel implements Channel, DeviceLink {
	readonly #socket: ChannelSocket;
	readonly #context: SensorChannelContext;
	readonly #offset = new ClockOffset();
	readonly #durable: DurableBatches | null;
	#record: SensorRecord | null = null;
	#pings = 0;
	/** A ping is under way. */
	#pinging = false;
	#nextPing = 0;
	/** The first configuration was pushed: changes follow as they come. */
	#introduced = false;
	/** The client has sent something since it joined. */
	#heard = false;
	#left = false;

	constructor(socket: ChannelSocket, context: SensorChannelContext, durable: DurableBatches | null) {
		this.#socket = socket;
		this.#context = context;
		this.#durable = durable;
	}

	get clockOffset() {
		return this.#offset.estimate;
	}

	/** The sensor this channel feeds is running. */
	opened(record: SensorRecord): void {
		this.#record = record;
		this.#measureRoundTrip(this.#context.clock.now());
	}

	/** Calls `done` once everything this sensor took in so far is stored, with the session's batch number. */
	barrier(session: string, seq: number, done: (error?: Error) => void): void {
		this.#context.history.barrier(this.#record!, session, seq, done);
	}

	/** The join's reply is on its way. */
	joined(): void {
		this.#context.clock.setTimeout(() => {
			this.#introduced = true;
			if (!this.#left) this.#pushPresentConfig();
		}, FIRST_PUSH_DELAY_MS);
	}

	pushConfig(config: BackpressureConfig): void {
		if (!this.#introduced) return;
		const { family } = this.#socket.connection;
		if (family !== null && PLAIN_FAMILIES.has(family)) {
			const { attributes: _, epoch: _1, reason: _2, system_load: _3, ttl_ms: _4, ...plain } = config;
			this.#socket.push("backpressure_config", plain);
		} else this.#socket.push("backpressure_config", config);
	}

	receive(message: Message): ChannelReply | null {
		if (!this.#heard) this.#firstEvent();
		switch (message.event) {
			case "measurement":
				return isShorthand(message.payload)
					? this.#shorthand(message.payload)
					: this.#measurement(message.payload);
			case "data":
				return this.#shorthand(message.payload);
			case "measurements_batch":
				return this.#batch(message);
			case "measurements_columns":
				return this.#columns(message.payload);
			case "update_attributes":
				return this.#updateAttributes(message.payload);
			case "update_connector":
				return this.#updateConnector(message.payload);
			case "ping":
				return answerPing(message.payload);
			case "shout":
				return passOnShout(this.#socket, message.payload);
			default:
				return null;
		}
	}

	feed(attributeId: string, value: number, timestamp: number, arrived: number): boolean {
		const { sensor } = this.#record!;
		if (sensor === null || this.#acknowledges) return false;
		if (!sensor.ingestNumber(attributeId, value, timestamp, arrived)) return false;
		this.#observeClock(attributeId, timestamp, arrived);
		return true;
	}

	feedColumns(columns: ScannedColumns, arrived: number): boolean {
		const { sensor } = this.#record!;
		if (sensor === null || this.#acknowledges || !sensor.ingestScanned(columns, arrived)) return false;
		let newest = 0;
		for (let k = 1; k < columns.count; k++) {
			if (lastTime(columns, k) >= lastTime(columns, newest)) newest = k;
		}
		this.#observeClock(columns.ids[newest]!, lastTime(columns, newest), arrived);
		return true;
	}

	left(): void {
		this.#left = true;
		this.#durable?.end();
		if (this.#record !== null) this.#context.sensors.peek()?.detach(this.#record, this);
	}

	#firstEvent(): void {
		this.#heard = true;
		if (this.#introduced) this.#pushPresentConfig();
	}

	#pushPresentConfig(): void {
		const config = this.#record?.sensor?.config;
		if (config !== undefined) this.pushConfig(config);
	}

	#measurement(payload: unknown): ChannelReply | null {
		const arrived = this.#context.clock.now();
		const measurement = readMeasurement(payload);
		if (isProblem(measurement)) return refusal(measurement);
		const { attribute_id, payload: value, timestamp } = measurement;
		this.#observeClock(attribute_id, timestamp, arrived);
		const { sensor } = this.#record!;
		if (
			sensor !== null &&
			typeof value === "number" &&
			sensor.ingestNumber(attribute_id, value, timestamp, arrived)
		) {
			return this.#accepted();
		}
		return this.#ingest([measurement], arrived) ?? this.#accepted();
	}

	#shorthand(payload: unknown): ChannelReply | null {
		const arrived = this.#context.clock.now();
		const measurements = readShorthand(payload, arrived);
		if (typeof measurements === "string") return refusal(measurements);
		return this.#ingest(measurements, arrived) ?? this.#accepted();
	}

	#batch(message: Message): ChannelReply | null {
		const arrived = this.#context.clock.now();
		if (isRecord(message.payload)) return this.#durableBatch(message, arrived);
		const batch = readBatch(message.payload);
		if ("failedCount" in batch) return refusal(batch.reason, { failed_count: batch.failedCount });
		return this.#observed(batch.ok, arrived) ?? this.#accepted();
	}

	#columns(payload: unknown): ChannelReply | null {
		const arrived = this.#context.clock.now();
		const columns = readMeasurementColumns(payload);
		if (isColumnsProblem(columns)) return refusal(columns.reason, columns.details);
		const refused = answered(this.#record!.sensor?.ingestColumns(columns, arrived));
		if (refused !== null) return refused;
		const newest = newestInColumns(columns);
		if (newest !== undefined) this.#observeClock(newest.attributeId, newest.time, arrived);
		return this.#accepted();
	}

	/** A numbered batch is answered once it is stored for good, and stored once however often it is sent. */
	#durableBatch(message: Message, arrived: number): ChannelReply | null {
		if (this.#durable === null) {
			return refusal("invalid_payload", {
				received: "a numbered batch on a channel joined without a session",
			});
		}
		return this.#durable.receive(message, (measurements) => this.#observed(measurements, arrived));
	}

	#observed(measurements: readonly Measurement[], arrived: number): ChannelReply | null {
		const refused = this.#ingest(measurements, arrived);
		const newest = measurements.at(-1);
		if (refused === null && newest !== undefined)
			this.#observeClock(newest.attribute_id, newest.timestamp, arrived);
		return refused;
	}

	/**
	 * Compares the device's clock with this one's. A device may hold a sample back until its next one is due; the round
	 * trip is measured a few times, since a single ping may come at a bad moment, and only while the device sends.
	 */
	#observeClock(attributeId: string, timestamp: number, arrived: number): void {
		this.#offset.observe(timestamp, arrived, this.#record!.store?.get(attributeId)?.intervalMs);
		if (arrived >= this.#nextPing) this.#measureRoundTrip(arrived);
	}

	#measureRoundTrip(now: number): void {
		this.#nextPing = now + (this.#pings < FIRST_PINGS ? FIRST_PING_INTERVAL_MS : PING_INTERVAL_MS);
		// A device that never answers is asked once: what waits for its answer does not grow.
		if (this.#pinging) return;
		this.#pings++;
		this.#pinging = true;
		this.#socket.connection.ping((rttMs) => {
			this.#pinging = false;
			this.#offset.observeRoundTrip(rttMs);
		});
	}

	#ingest(measurements: readonly Measurement[], arrived: number): ChannelReply | null {
		return answered(this.#record!.sensor?.ingest(measurements, arrived));
	}

	#updateAttributes(payload: unknown): ChannelReply | null {
		const update = readAttributeUpdate(payload);
		if ("reason" in update) return refusal(update.reason);
		const { sensor } = this.#record!;
		if (sensor === null) return refusal("sensor_unavailable");
		if (update.action === "unregister") sensor.unregister(update.attributeId);
		else if (!sensor.register(update.metadata)) return refusal("too_many_attributes");
		return this.#accepted();
	}

	#updateConnector(payload: unknown): ChannelReply | null {
		const name = isRecord(payload) ? readConnectorName(payload.connector_name) : undefined;
		if (name === undefined) return refusal("invalid_connector_name");
		this.#record!.sensor?.renameConnector(name);
		return ok({ connector_name: name });
	}

	/** Whether this client is told of each measurement that was accepted. */
	get #acknowledges(): boolean {
		const { measurementReplies } = this.#context;
		if (measurementReplies === "unity") return this.#socket.connection.family === "unity";
		return measurementReplies === "all";
	}

	#accepted(): ChannelReply | null {
		return this.#acknowledges ? ok() : null;
	}
}

/** Device time of a column's last sample: devices send what they took last at the end. */
function lastTime(columns: ScannedColumns, column: number): number {
	return scannedTime(columns, columns.ends[column]! - 1);
}

/** What a sensor's decision on a frame means to its device; null when everything was stored. */
function answered(decision: SampleRefusal | null | undefined): ChannelReply | null {
	if (decision === undefined) return refusal("sensor_unavailable");
	return decision && refusal(decision.code, decision.details);
}

function refusal(code: ErrorCode, details?: Readonly<Record<string, unknown>>): ChannelReply {
	return refuse(new SensoctoError(code, details));
}
