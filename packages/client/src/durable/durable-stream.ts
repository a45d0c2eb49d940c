import {
	type BackpressureConfig,
	isProblem,
	isRecord,
	type Measurement,
	readMeasurement,
	SensoctoError,
} from "@sensocto/protocol";
import { BatchPacing } from "../batch-pacing.ts";
import type { Channel } from "../channel.ts";
import { disconnected } from "../client-errors.ts";
import { CLIENT_LIMITS } from "../client-limits.ts";
import { Listeners } from "../listeners.ts";
import { type SensorIdentity, sensorJoinParams } from "../sensor-identity.ts";
import type { SensoctoSocket } from "../socket.ts";
import { DurableQueue } from "./durable-queue.ts";
import type { DurableStorage } from "./durable-state.ts";
import type { LostSamples } from "./loss-report.ts";
import { randomSession } from "./random-session.ts";

export interface DurableOptions {
	/** Name of this run; random by default. The name in a saved state has precedence. */
	session?: string;
	/** Samples kept until they are stored; 10 000 by default. */
	bufferSamples?: number;
	/** Keeps what is not stored through a restart of the device. */
	storage?: DurableStorage;
}

/**
 * The measurements of one sensor on their way to the server, each stored exactly once.
 *
 * 1. Every recorded sample is kept until the server says that it is stored for good. It is sent again after a lost
 *    connection and stored once; the samples of one attribute are stored in the order they were recorded.
 * 2. Kept are 10 000 samples (`bufferSamples`) and 16 MiB. When there are more, the oldest samples of waveforms give
 *    way, then the oldest values, events last; `lostSamples` counts them and `onLost` names them.
 * 3. After an outage everything that waits leaves at once in full batches, as fast as the server stores them, and
 *    each batch takes from all attributes in turn: no waveform keeps the other attributes waiting.
 * 4. A pause the server asks for delays samples and loses none. Events (samples with an `event`, and those of attributes
 *    the server wants without delay, `max_age_ms` 0) wait neither for its end nor for the window.
 * 5. With a `storage`, no batch is sent before the state that holds it is saved.
 */
export class DurableStream {
	readonly identity: SensorIdentity;
	readonly #socket: SensoctoSocket;
	readonly #channel: Channel;
	readonly #queue: DurableQueue;
	readonly #pacing: BatchPacing;
	readonly #configs: Listeners<[config: BackpressureConfig]>;
	readonly #lost: Listeners<[lost: readonly LostSamples[]]>;
	readonly #problems: Listeners<[error: SensoctoError]>;
	#phase: "closed" | "joining" | "joined" = "closed";
	#failure: SensoctoError | undefined;

	/** @param socket the connection to use; the stream neither opens nor closes it. */
	constructor(socket: SensoctoSocket, identity: SensorIdentity, options: DurableOptions = {}) {
		this.identity = identity;
		this.#socket = socket;
		const report = (error: unknown): void => socket.report(error);
		this.#configs = new Listeners(report);
		this.#lost = new Listeners(report);
		this.#problems = new Listeners(report);
		this.#pacing = new BatchPacing(socket, identity, () => this.flush());
		const params = () => ({ ...sensorJoinParams(identity), session: this.#queue.session });
		this.#channel = socket.channel(`sensocto:sensor:${identity.sensorId}`, params);
		this.#queue = new DurableQueue(options.session ?? randomSession(), {
			socket,
			channel: this.#channel,
			identity,
			bufferSamples: options.bufferSamples ?? CLIENT_LIMITS.offlineMeasurements,
			storage: options.storage,
			isPaused: () => this.config.paused,
			isUrgent: (attributeId) => this.#pacing.isEvent(attributeId, undefined),
			lost: (lost) => this.#lost.emit(lost),
			problem: (error) => this.#problems.emit(error),
			failed: (error) => this.#fail(error),
		});
		this.#channel.on("backpressure_config", (payload) => this.#configured(payload));
		this.#channel.onJoin((response) => this.#joined(response));
		this.#channel.onState(() => this.#channelChanged());
	}

	/** The server's latest word on batching; until it has spoken, as if nobody looked. */
	get config(): BackpressureConfig {
		return this.#pacing.config;
	}

	/** The channel underneath, for its state, for `device_command` and for refused joins. */
	get channel(): Channel {
		return this.#channel;
	}

	/** Name of the run; that of the saved state once `open` has read it. */
	get session(): string {
		return this.#queue.session;
	}

	/** Samples that are not known to be stored. */
	get pendingSamples(): number {
		return this.#queue.pendingSamples;
	}

	/** Samples stored for good so far. */
	get storedSamples(): number {
		return this.#queue.storedSamples;
	}

	/** Samples lost so far: to a full buffer, or because the server can never take them. */
	get lostSamples(): number {
		return this.#queue.lostSamples;
	}

	/** Why the stream has ended by itself; what is not stored waits for another `open`. */
	get failure(): SensoctoError | undefined {
		return this.#failure;
	}

	/**
	 * Reads the saved state, joins the sensor's channel and begins to send; waits for the connection, and for a
	 * server that is slow to answer.
	 *
	 * @throws SensoctoError (as rejection) when the server refuses the sensor or knows no sessions, and
	 * `invalid_payload` when the saved state cannot be read.
	 */
	async open(): Promise<void> {
		if (this.#phase === "closed") {
			this.#phase = "joining";
			this.#failure = undefined;
			try {
				await this.#queue.load();
				await this.#join();
			} catch (error) {
				this.#phase = "closed";
				throw error;
			}
		} else await this.#channel.join();
		if (this.#failure) throw this.#failure;
	}

	/**
	 * Takes one sample; also before `open` and without a connection. Its payload is not to be changed afterwards.
	 *
	 * @param timestampMs device time, ms since the epoch.
	 * @param event what happened, for buttons and the like.
	 * @throws SensoctoError when the server could never store it, e.g. `invalid_attribute_id`.
	 */
	record(attributeId: string, payload: unknown, timestampMs: number, event?: string): void {
		const measurement: Measurement = { attribute_id: attributeId, payload, timestamp: timestampMs };
		if (event !== undefined) measurement.event = event;
		const read = readMeasurement(measurement);
		if (isProblem(read)) throw new SensoctoError(read, { received: attributeId });
		this.#queue.add(read);
		if (this.#phase === "closed") return;
		this.#pacing.recorded(attributeId, this.#pacing.isEvent(attributeId, event));
	}

	/** Sends what was recorded so far without waiting for the window. */
	flush(): void {
		this.#pacing.restart();
		if (this.#phase === "closed") return;
		this.#queue.flush();
		// The network does not keep up: no answer will come that sends the rest.
		if (this.#queue.needsTimer) this.#pacing.later();
	}

	/**
	 * Resolves once everything recorded is stored.
	 *
	 * @throws SensoctoError (as rejection) when the stream ends by itself.
	 */
	drained(): Promise<void> {
		return this.#failure ? Promise.reject(this.#failure) : this.#queue.drained();
	}

	/** Calls back with each new config; the answer ends that. */
	onConfig(callback: (config: BackpressureConfig) => void): () => void {
		return this.#configs.add(callback);
	}

	/** Calls back with what was lost, at most once a second; the answer ends that. */
	onLost(callback: (lost: readonly LostSamples[]) => void): () => void {
		return this.#lost.add(callback);
	}

	/** Calls back with what hinders the stream: refused batches, a state that cannot be saved, its own end. */
	onProblem(callback: (error: SensoctoError) => void): () => void {
		return this.#problems.add(callback);
	}

	/** Waits up to 5 s until all is stored, saves the state and leaves; what is not stored waits for another `open`. */
	async close(): Promise<void> {
		if (this.#channel.state === "joined") await this.#drainInTime();
		this.#stop();
		await this.#channel.leave();
		await this.#queue.settle();
	}

	/** A server that has not stored yet what an earlier connection brought answers late. */
	async #join(): Promise<void> {
		for (;;) {
			try {
				await this.#channel.join();
				return;
			} catch (error) {
				if (!(error instanceof SensoctoError) || error.code !== "timeout") throw error;
				this.#problems.emit(error);
			}
		}
	}

	async #drainInTime(): Promise<void> {
		const { clock } = this.#socket;
		const over = Promise.withResolvers<void>();
		const patience = clock.setTimeout(over.resolve, CLIENT_LIMITS.drainTimeoutMs);
		// A failure ends the wait too; it was reported as a problem.
		this.drained().then(over.resolve, () => over.resolve());
		await over.promise;
		clock.clearTimeout(patience);
	}

	#joined(response: unknown): void {
		const lastSeq = isRecord(response) ? response.last_seq : undefined;
		if (Number.isSafeInteger(lastSeq)) {
			this.#phase = "joined";
			this.#queue.joined(lastSeq as number);
		} else this.#fail(new SensoctoError("rejected", { reason: "the join's reply has no last_seq" }));
	}

	#channelChanged(): void {
		const { state } = this.#channel;
		if (state === "joined") return;
		this.#queue.left();
		// Another channel took the topic over, or the socket was closed.
		if (state === "closed" && this.#phase === "joined") this.#fail(disconnected(this.#channel.topic));
	}

	#configured(payload: unknown): void {
		if (this.#phase === "closed") return;
		const wasPaused = this.config.paused;
		const config = this.#pacing.configure(payload);
		if (!config) return;
		if (wasPaused && !config.paused) this.flush();
		this.#configs.emit(config);
	}

	#fail(error: SensoctoError): void {
		this.#failure = error;
		this.#stop();
		this.#queue.abandon(error);
		this.#problems.emit(error);
		this.#channel.leave().catch((reason: unknown) => this.#socket.report(reason));
	}

	#stop(): void {
		this.#phase = "closed";
		this.#pacing.stop();
		this.#queue.left();
	}
}
