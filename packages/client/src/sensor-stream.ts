import { type BackpressureConfig, isRecord, type Measurement } from "@sensocto/protocol";
import { BatchPacing } from "./batch-pacing.ts";
import type { Channel } from "./channel.ts";
import { CLIENT_LIMITS } from "./client-limits.ts";
import { columnBatch } from "./column-batch.ts";
import { keepSamples } from "./keep-samples.ts";
import { Listeners } from "./listeners.ts";
import { MeasurementBuffer } from "./measurement-buffer.ts";
import { type SensorIdentity, sensorJoinParams } from "./sensor-identity.ts";
import type { SensoctoSocket } from "./socket.ts";

/**
 * The measurements of one sensor on their way to the server.
 *
 * 1. A batch leaves when its window is over, a little sooner where it leaves together with those of other sensors of the
 *    connection, or when one attribute has as many samples as the size in force allows, whichever is first.
 * 2. While the server says `paused`, samples are dropped and counted; of attributes of which it wants less than all
 *    (`keep`), only those are sent. Events (samples with an `event`, and those of attributes the server wants without
 *    delay, `max_age_ms` 0) are never dropped, and sent at once.
 * 3. While there is no connection the latest 10 000 samples are kept; the oldest give way and are counted.
 * 4. Plain numbers are sent in columns where the reply to the latest join says that the server reads them.
 */
export class SensorStream {
	readonly identity: SensorIdentity;
	readonly #socket: SensoctoSocket;
	readonly #channel: Channel;
	readonly #buffer = new MeasurementBuffer(CLIENT_LIMITS.offlineMeasurements);
	readonly #pacing: BatchPacing;
	readonly #configs: Listeners<[config: BackpressureConfig]>;
	#dropped = 0;
	#sent = 0;
	/** Samples in front of the buffer that are sent whole: a backlog from before the connection or the present config. */
	#whole = 0;
	#closed = false;
	#usesColumns = false;

	/** @param socket the connection to use; the stream neither opens nor closes it. */
	constructor(socket: SensoctoSocket, identity: SensorIdentity) {
		this.identity = identity;
		this.#socket = socket;
		const params = { ...sensorJoinParams(identity), columns: true };
		this.#channel = socket.channel(`sensocto:sensor:${identity.sensorId}`, params);
		this.#configs = new Listeners((error) => socket.report(error));
		this.#pacing = new BatchPacing(
			socket,
			identity,
			() => this.flush(),
			(config) => this.#configs.emit(config),
		);
		this.#channel.on("backpressure_config", (payload) => this.#configured(payload));
		this.#channel.onJoin((response) => {
			this.#usesColumns = isRecord(response) && response.columns === true;
			this.#whole = this.#buffer.size;
			this.flush();
		});
	}

	/** The server's latest word on batching; until it has spoken, as if nobody looked. */
	get config(): BackpressureConfig {
		return this.#pacing.config;
	}

	/** The channel underneath, for its state, for `device_command` and for refusals. */
	get channel(): Channel {
		return this.#channel;
	}

	/** Samples handed to the connection so far. */
	get sentSamples(): number {
		return this.#sent;
	}

	/** Samples lost to a pause or to a full buffer so far. */
	get droppedSamples(): number {
		return this.#dropped;
	}

	/** Samples that wait to be sent. */
	get pendingSamples(): number {
		return this.#buffer.size;
	}

	/**
	 * Joins the sensor's channel.
	 *
	 * @throws SensoctoError (as rejection) when the server refuses the sensor, e.g. `unauthorized`.
	 */
	async open(): Promise<void> {
		this.#closed = false;
		await this.#channel.join();
	}

	/**
	 * Takes one sample.
	 *
	 * @param timestampMs device time, ms since the epoch.
	 * @param event what happened, for buttons and the like.
	 */
	record(attributeId: string, payload: unknown, timestampMs: number, event?: string): void {
		const isEvent = this.#pacing.isEvent(attributeId, event);
		if (this.#closed || (this.config.paused && !isEvent)) {
			this.#dropped += 1;
			return;
		}
		const measurement: Measurement = { attribute_id: attributeId, payload, timestamp: timestampMs };
		if (event !== undefined) measurement.event = event;
		if (this.#buffer.add(measurement)) {
			this.#dropped += 1;
			this.#whole = Math.max(0, this.#whole - 1);
		}
		this.#pacing.recorded(attributeId, isEvent);
	}

	/** Sends what waits; keeps it when the channel is not joined or the network does not keep up. */
	flush(): void {
		this.#pacing.restart();
		while (this.#buffer.size > 0) {
			if (!this.#canSend()) {
				this.#pacing.later();
				return;
			}
			const taken = this.#buffer.take(CLIENT_LIMITS.batchMeasurements);
			const whole = Math.min(this.#whole, taken.length);
			this.#whole -= whole;
			const batch = [...taken.slice(0, whole), ...keepSamples(taken.slice(whole), this.config)];
			this.#dropped += taken.length - batch.length;
			this.#send(batch);
			this.#sent += batch.length;
		}
	}

	/** Calls back with each new config; the answer ends that. */
	onConfig(callback: (config: BackpressureConfig) => void): () => void {
		return this.#configs.add(callback);
	}

	/** Sends what waits and leaves. */
	async close(): Promise<void> {
		this.flush();
		this.#closed = true;
		this.#pacing.stop();
		await this.#channel.leave();
	}

	#configured(payload: unknown): void {
		if (this.#closed) return;
		// What was recorded before the server's word is none of its business.
		this.#whole = this.#buffer.size;
		const config = this.#pacing.configure(payload);
		if (config) this.#configs.emit(config);
	}

	#send(batch: Measurement[]): void {
		const inColumns = this.#usesColumns ? columnBatch(batch) : undefined;
		if (inColumns !== undefined) this.#channel.send("measurements_columns", inColumns.columns);
		const rows = inColumns?.rows ?? batch;
		if (rows.length === 1) this.#channel.send("measurement", rows[0]);
		else if (rows.length > 1) this.#channel.send("measurements_batch", rows);
	}

	#canSend(): boolean {
		return this.#channel.state === "joined" && this.#socket.bufferedBytes < CLIENT_LIMITS.bufferedBytes;
	}
}
