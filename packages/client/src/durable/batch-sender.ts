import type { ErrorCode, SensoctoError } from "@sensocto/protocol";
import { rejoinDelay } from "../backoff.ts";
import type { Channel } from "../channel.ts";
import { CLIENT_LIMITS } from "../client-limits.ts";
import type { SensoctoSocket } from "../socket.ts";
import { BatchWindow, type NumberedBatch } from "./batch-window.ts";
import type { WaitingSample } from "./waiting-sample.ts";

/** What a sender tells its stream. */
export interface SenderEvents {
	/** So many samples are stored for good. */
	stored(samples: number): void;
	/** The server will never take these samples. */
	refused(samples: readonly WaitingSample[], reason: ErrorCode): void;
	/** The batches or their numbers changed. */
	batchesChanged(): void;
	/** The server cannot take the batches for now; they are sent again after a while. */
	troubled(error: SensoctoError): void;
	/** The server will take nothing more from this session as things are. */
	failed(error: SensoctoError): void;
	/** Sending may go on. */
	ready(): void;
}

/** Refusals of what a batch holds: the same batch would be refused again. */
const CONTENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
	"batch_too_large",
	"invalid_attribute_id",
	"invalid_batch",
	"invalid_timestamp",
	"missing_fields",
	"payload_too_deep",
	"payload_too_large",
	"too_many_attributes",
]);

/** Refusals of the session itself. `batch_out_of_order` is one only for the first batch, which follows what is stored. */
const SESSION: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
	"batch_out_of_order",
	"invalid_payload",
	"read_only",
	"session_replaced",
	"unauthorized",
]);

/**
 * Brings numbered batches to the server, again and again until they are stored.
 *
 * 1. Batches leave in the order of their numbers; after a join those above the server's `last_seq` leave anew.
 * 2. After a refusal nothing new leaves until everything under way is answered; then the first batch decides what
 *    happens: it is sent again, divided to find the sample the server refuses, or the stream ends.
 * 3. Answers to what was sent before the latest join, or loss of it, count for nothing.
 */
export class BatchSender {
	readonly window = new BatchWindow();
	readonly #socket: SensoctoSocket;
	readonly #channel: Channel;
	readonly #events: SenderEvents;
	#turn = 0;
	#joined = false;
	#attempt = 0;
	#retry: unknown;

	constructor(socket: SensoctoSocket, channel: Channel, events: SenderEvents) {
		this.#socket = socket;
		this.#channel = channel;
		this.#events = events;
	}

	/** Whether batches may leave now. */
	get isReady(): boolean {
		return this.#joined && !this.window.batches.some((batch) => batch.status === "refused");
	}

	/** The channel is joined; `lastSeq` is the last number the server has stored. */
	joined(lastSeq: number): void {
		this.#begin(true);
		const stored = this.window.resume(lastSeq);
		if (this.window.size > 0) this.#events.batchesChanged();
		this.#events.stored(stored);
	}

	/** The channel is not joined any more. */
	lost(): void {
		this.#begin(false);
	}

	/** Sends every batch that is not on its way. */
	transmit(): void {
		if (!this.isReady) return;
		for (const batch of this.window.batches) if (batch.status === "new") this.#send(batch);
	}

	#begin(joined: boolean): void {
		this.#turn += 1;
		this.#joined = joined;
		this.#socket.clock.clearTimeout(this.#retry);
		this.window.rewind();
	}

	#send(batch: NumberedBatch): void {
		const turn = this.#turn;
		const { seq } = batch;
		batch.status = "sent";
		const measurements = batch.samples.map((sample) => sample.measurement);
		this.#channel.push("measurements_batch", { seq, measurements }, CLIENT_LIMITS.storedTimeoutMs).then(
			() => {
				if (turn === this.#turn) this.#stored(seq);
			},
			(error: SensoctoError) => {
				if (turn === this.#turn) this.#refused(batch, error);
			},
		);
	}

	/** What comes before a stored batch is stored too. */
	#stored(seq: number): void {
		this.#attempt = 0;
		this.#events.stored(this.window.acknowledge(seq));
		this.#recover();
	}

	#refused(batch: NumberedBatch, error: SensoctoError): void {
		batch.status = "refused";
		batch.error = error;
		this.#recover();
	}

	#recover(): void {
		const { first } = this.window;
		if (!first?.error || this.window.awaitsAnswer) return;
		const { error } = first;
		if (SESSION.has(error.code)) {
			this.lost();
			this.#events.failed(error);
		} else if (CONTENT.has(error.code)) {
			if (!this.window.splitFirst()) this.#events.refused(this.window.dropFirst(), error.code);
			this.#events.batchesChanged();
			this.#events.ready();
		} else {
			this.#events.troubled(error);
			this.#retryLater();
		}
	}

	#retryLater(): void {
		const delay = rejoinDelay(this.#attempt++, () => this.#socket.random());
		this.#retry = this.#socket.clock.setTimeout(() => {
			this.window.rewind();
			this.#events.ready();
		}, delay);
	}
}
