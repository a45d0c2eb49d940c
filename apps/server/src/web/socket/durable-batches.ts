import {
	type ErrorCode,
	isRecord,
	type JsonRef,
	type Measurement,
	type Message,
	readBatch,
	SensoctoError,
} from "@sensocto/protocol";
import { type ChannelReply, type ChannelSocket, ok, refuse } from "./channel.ts";
import type { SessionTurn } from "./device-sessions.ts";

/** Makes sure that what was taken in is stored for good before it is acknowledged. */
export interface Barrier {
	/** Calls `done` once everything appended so far for the sensor is stored, together with the batch's number. */
	barrier(session: string, seq: number, done: (error?: Error) => void): void;
}

/**
 * Numbered batches of one device session: applied once, in order, acknowledged when stored.
 *
 * A batch is `{seq, measurements}`. A device that lost its connection asks the next join's reply for `last_seq` and
 * sends the later ones again; a number that was stored before is acknowledged without being applied twice.
 *
 * Invariants:
 * 1. Numbers that are applied are consecutive: a batch that was refused, for whatever reason, comes again before any
 *    later one is taken in. A number at or below the last applied one changes nothing.
 * 2. Nothing is applied once a later channel feeds the session: that one was told what is stored.
 * 3. After a batch could not be stored nothing more is applied: the channel ends with the next one, and the device
 *    learns from its next join from where to send again.
 */
export class DurableBatches {
	readonly #socket: ChannelSocket;
	readonly #session: string;
	readonly #turn: SessionTurn;
	readonly #barrier: Barrier;
	#failure: Error | undefined;
	#lastApplied: number;
	#lastStored: number;

	/** @param lastSeq the session's last stored number when `turn` had begun */
	constructor(socket: ChannelSocket, session: string, turn: SessionTurn, lastSeq: number, barrier: Barrier) {
		this.#socket = socket;
		this.#session = session;
		this.#turn = turn;
		this.#lastApplied = lastSeq;
		this.#lastStored = lastSeq;
		this.#barrier = barrier;
	}

	/**
	 * Takes in one batch; `apply` stores its measurements and returns a refusal or null.
	 * @throws Error when an earlier batch could not be stored
	 */
	receive(
		message: Message,
		apply: (measurements: readonly Measurement[]) => ChannelReply | null,
	): ChannelReply | null {
		const { payload, ref } = message;
		if (!isRecord(payload) || !Number.isSafeInteger(payload.seq) || (payload.seq as number) < 1) {
			return refusal("invalid_payload", { received: "a batch without a whole number `seq` of at least 1" });
		}
		if (this.#failure !== undefined) throw this.#failure;
		if (!this.#turn.isCurrent) return refusal("session_replaced");
		const seq = payload.seq as number;
		if (seq <= this.#lastStored) return ok({ seq });
		if (seq <= this.#lastApplied) return this.#acknowledge(seq, ref);
		const next = this.#lastApplied + 1;
		if (seq > next) return refusal("batch_out_of_order", { received: seq, expected_seq: next });
		const batch = readBatch(payload.measurements);
		if ("failedCount" in batch) return refusal(batch.reason, { failed_count: batch.failedCount });
		const refused = apply(batch.ok);
		if (refused !== null) return refused;
		this.#lastApplied = seq;
		return this.#acknowledge(seq, ref);
	}

	/** The channel is gone. */
	end(): void {
		this.#turn.end();
	}

	#acknowledge(seq: number, ref: JsonRef): null {
		this.#barrier.barrier(this.#session, this.#lastApplied, (error) => {
			if (error !== undefined) {
				this.#failure = error;
				this.#socket.reply(ref, refusal("internal"));
				return;
			}
			this.#lastStored = Math.max(this.#lastStored, seq);
			this.#socket.reply(ref, ok({ seq }));
		});
		return null;
	}
}

function refusal(code: ErrorCode, details?: Record<string, unknown>): ChannelReply {
	return refuse(new SensoctoError(code, details));
}
