import { type ErrorCode, type Measurement, SensoctoError } from "@sensocto/protocol";
import type { Channel } from "../channel.ts";
import { CLIENT_LIMITS } from "../client-limits.ts";
import { type SensorIdentity, samplingRate, WAVEFORM_HZ } from "../sensor-identity.ts";
import type { SensoctoSocket } from "../socket.ts";
import { BatchSender } from "./batch-sender.ts";
import { type DurableState, type DurableStorage, readDurableState } from "./durable-state.ts";
import { LossReport, type LostSamples } from "./loss-report.ts";
import { SampleBacklog } from "./sample-backlog.ts";
import { StateKeeper } from "./state-keeper.ts";
import { measurementBytes } from "./waiting-sample.ts";

/** What a queue works with. */
export interface QueueContext {
	readonly socket: SensoctoSocket;
	readonly channel: Channel;
	readonly identity: SensorIdentity;
	readonly bufferSamples: number;
	readonly storage: DurableStorage | undefined;
	/** Whether the server wants nothing new but events for now. */
	readonly isPaused: () => boolean;
	/** Whether it wants every sample of an attribute without delay. */
	readonly isUrgent: (attributeId: string) => boolean;
	lost(lost: readonly LostSamples[]): void;
	problem(error: SensoctoError): void;
	/** The server takes nothing more from this session. */
	failed(error: SensoctoError): void;
}

/**
 * The samples that are not known to be stored: first those in numbered batches, then those that wait for one.
 *
 * 1. There are at most `bufferSamples` and 16 MiB of them; what gives way is counted and reported.
 * 2. A batch is made when samples are due, or enough for a full one wait, and few enough batches are under way.
 * 3. It leaves once it is in the saved state.
 */
export class DurableQueue {
	readonly #context: QueueContext;
	readonly #backlog: SampleBacklog;
	readonly #sender: BatchSender;
	readonly #keeper: StateKeeper;
	readonly #losses: LossReport;
	/** Half of the buffer is for batches under way, so that the other half is there to choose what gives way. */
	readonly #batchSamples: number;
	#session: string;
	#loaded = false;
	#due = 0;
	#stored = 0;
	#lost = 0;
	#drain: PromiseWithResolvers<void> | undefined;

	constructor(session: string, context: QueueContext) {
		const { channel, identity, socket } = context;
		this.#session = session;
		this.#context = context;
		const share = Math.floor(context.bufferSamples / 2 / CLIENT_LIMITS.durableWindow);
		this.#batchSamples = Math.min(CLIENT_LIMITS.durableBatchMeasurements, Math.max(1, share));
		this.#backlog = new SampleBacklog((id) => samplingRate(identity, id) > WAVEFORM_HZ);
		this.#losses = new LossReport(socket.clock, (lost) => context.lost(lost));
		this.#keeper = new StateKeeper(context.storage, socket.clock, {
			snapshot: () => this.#snapshot(),
			saved: () => this.#pump(),
			failed: (cause) => context.problem(new SensoctoError("internal", { at: "save" }, { cause })),
		});
		this.#sender = new BatchSender(socket, channel, {
			stored: (samples) => this.#storedMore(samples),
			refused: (samples, reason) => {
				for (const { measurement } of samples) this.#lose(measurement, reason);
				this.#settleDrain();
			},
			batchesChanged: () => this.#keeper.batchesChanged(),
			troubled: (error) => context.problem(error),
			failed: (error) => context.failed(error),
			ready: () => this.#pump(),
		});
	}

	get session(): string {
		return this.#session;
	}

	get pendingSamples(): number {
		return this.#backlog.size + this.#sender.window.samples;
	}

	get storedSamples(): number {
		return this.#stored;
	}

	get lostSamples(): number {
		return this.#lost;
	}

	/** Whether samples are due that no answer under way will send off. */
	get needsTimer(): boolean {
		return this.#due > 0 && this.#sender.isReady && this.#sender.window.size === 0;
	}

	/**
	 * Reads the saved state, once.
	 *
	 * @throws SensoctoError `invalid_payload` (as rejection) when it cannot be read.
	 */
	async load(): Promise<void> {
		const { storage } = this.#context;
		if (this.#loaded) return;
		const state = readDurableState(await storage?.load());
		this.#loaded = true;
		if (!state) return;
		this.#session = state.session;
		const batches = state.batches.map((batch) =>
			batch.map((measurement) => ({ measurement, order: 0, bytes: measurementBytes(measurement) })),
		);
		this.#sender.window.restore(state.storedSeq, batches);
		this.#backlog.restore(state.waiting);
		this.#trim();
	}

	add(measurement: Measurement): void {
		this.#backlog.add(measurement);
		this.#trim();
		this.#keeper.worthSaving();
	}

	/** What was added so far is to leave. */
	flush(): void {
		if (!this.#loaded) return;
		this.#due = this.#backlog.size;
		this.#pump();
		this.#keeper.save();
	}

	/** The channel is joined; `lastSeq` is the last number the server has stored. */
	joined(lastSeq: number): void {
		const known = this.#sender.window.storedSeq;
		if (lastSeq < known) {
			const received = `batch ${known} was acknowledged, the server has stored ${lastSeq}`;
			this.#context.problem(new SensoctoError("conflict", { received }));
		}
		this.#sender.joined(lastSeq);
		this.flush();
	}

	/** The channel is not joined any more. */
	left(): void {
		this.#sender.lost();
	}

	/** Resolves when nothing is pending. */
	drained(): Promise<void> {
		if (this.pendingSamples === 0) return Promise.resolve();
		this.#drain ??= Promise.withResolvers();
		this.flush();
		return this.#drain.promise;
	}

	/** Nothing more will be stored for now: who waits for that is told. */
	abandon(error: SensoctoError): void {
		this.#drain?.reject(error);
		this.#drain = undefined;
	}

	/** Reports and saves what is left. */
	async settle(): Promise<void> {
		this.#losses.flush();
		if (!this.#loaded) return;
		this.#keeper.worthSaving();
		await this.#keeper.settle();
	}

	#pump(): void {
		while (this.#keeper.isSaved) {
			this.#sender.transmit();
			if (!this.#makeBatch()) return;
		}
		this.#keeper.save();
	}

	/** Numbers the next samples; false when none are to leave now. */
	#makeBatch(): boolean {
		const { socket } = this.#context;
		if (!this.#sender.isReady) return false;
		if (this.#sender.window.size >= CLIENT_LIMITS.durableWindow) return false;
		if (socket.bufferedBytes >= CLIENT_LIMITS.bufferedBytes) return false;
		if (this.#due === 0 && this.#backlog.size < this.#batchSamples) return false;
		const { isPaused, isUrgent } = this.#context;
		const only = isPaused() ? isUrgent : undefined;
		const samples = this.#backlog.take(this.#batchSamples, CLIENT_LIMITS.durableBatchBytes, only);
		this.#due = Math.max(0, Math.min(this.#due - samples.length, this.#backlog.size));
		if (samples.length === 0) return false;
		this.#sender.window.append(samples);
		this.#keeper.batchesChanged();
		return true;
	}

	#storedMore(samples: number): void {
		this.#stored += samples;
		this.#settleDrain();
		this.#pump();
	}

	#settleDrain(): void {
		if (this.pendingSamples > 0) return;
		this.#drain?.resolve();
		this.#drain = undefined;
	}

	#trim(): void {
		const { window } = this.#sender;
		while (
			this.pendingSamples > this.#context.bufferSamples ||
			this.#backlog.bytes + window.bytes > CLIENT_LIMITS.durableBytes
		) {
			const victim = this.#backlog.sacrifice();
			if (!victim) return;
			this.#lose(victim.measurement, "buffer_full");
		}
	}

	#lose(measurement: Measurement, reason: ErrorCode): void {
		this.#lost += 1;
		this.#losses.add(measurement, reason);
	}

	#snapshot(): DurableState {
		const { batches, storedSeq } = this.#sender.window;
		return {
			session: this.#session,
			storedSeq,
			batches: batches.map((batch) => batch.samples.map((sample) => sample.measurement)),
			waiting: this.#backlog.toArray(),
		};
	}
}
