import type { Measurement } from "@sensocto/protocol";
import type { Frame, MemoryNetwork, MemorySocket } from "./memory-network.ts";

interface AppliedBatch {
	readonly socket: MemorySocket;
	readonly frame: Frame;
	readonly seq: number;
	readonly measurements: readonly Measurement[];
}

interface BatchPayload {
	seq: number;
	measurements: Measurement[];
}

/** A server of one sensor with sessions, which stores when the test says so and loses what it is told to lose. */
export class VirtualDurableServer {
	/** What is stored for good, in order. */
	readonly stored: Measurement[] = [];
	/** Numbers of batches that came out of order, in a way a correct device never sends them. */
	readonly faults: string[] = [];
	/** Sizes of the batches taken in. */
	readonly batchSizes: number[] = [];
	/** Whether batches are stored as soon as they are taken in. */
	storesAtOnce = false;
	/** Whether each answer comes twice. */
	answersTwice = false;
	/** Answers that are lost from now on. */
	lostAnswers = 0;
	/** Reasons with which the next batches are refused. */
	readonly refusals: string[] = [];
	/** Says why a batch is refused for what it holds. */
	judge: (measurements: readonly Measurement[]) => string | undefined = () => undefined;
	/** Whether everything from the present connection is lost. */
	isDeaf = false;
	/** The last number stored, by session. */
	readonly lastSeq = new Map<string, number>();
	readonly #network: MemoryNetwork;
	#applied: AppliedBatch[] = [];
	#turn: { socket: MemorySocket; session: string; joinRef: string | null } | undefined;

	constructor(network: MemoryNetwork) {
		this.#network = network;
		network.respond = (socket, frame) => this.#respond(socket, frame);
	}

	/** Stores what was taken in, and answers. */
	store(): void {
		for (const { frame, measurements, seq, socket } of this.#applied.splice(0)) {
			this.stored.push(...measurements);
			this.lastSeq.set(this.#turn?.session ?? "", seq);
			this.#answer(socket, frame, "ok", { seq });
		}
	}

	/** Loses the connection. */
	drop(code = 1006): void {
		this.isDeaf = false;
		if (this.#network.sockets.length > 0 && this.#network.socket.readyState === 1) {
			this.#network.socket.drop(code);
		}
	}

	/** Forgets what was not stored, as a server that is killed does. */
	kill(): void {
		this.#applied = [];
		this.#turn = undefined;
		this.drop();
	}

	/** The stored payloads of an attribute. */
	payloads(attributeId: string): unknown[] {
		return this.stored.filter((one) => one.attribute_id === attributeId).map((one) => one.payload);
	}

	#respond(socket: MemorySocket, frame: Frame): void {
		if (this.isDeaf || socket.readyState === 3) return;
		switch (frame[3]) {
			case "phx_join":
				return this.#join(socket, frame);
			case "phx_leave":
			case "heartbeat":
				return socket.reply(frame, "ok", {});
			case "measurements_batch":
				return this.#batch(socket, frame);
		}
	}

	/** The join is answered when what earlier connections brought is stored. */
	#join(socket: MemorySocket, frame: Frame): void {
		const { session } = frame[4] as { session: string };
		this.store();
		this.#turn = { socket, session, joinRef: frame[0] };
		socket.reply(frame, "ok", { last_seq: this.lastSeq.get(session) ?? 0 });
	}

	#batch(socket: MemorySocket, frame: Frame): void {
		const turn = this.#turn;
		if (turn?.socket !== socket || turn.joinRef !== frame[0]) return;
		const { measurements, seq } = frame[4] as BatchPayload;
		const stored = this.lastSeq.get(turn.session) ?? 0;
		if (seq <= stored) return this.#answer(socket, frame, "ok", { seq });
		const refused = this.refusals.shift() ?? this.judge(measurements);
		const next = stored + this.#applied.length + 1;
		if (refused !== undefined && seq === next)
			return this.#answer(socket, frame, "error", { reason: refused });
		if (seq < next) return; // Taken in already: answered when it is stored.
		if (seq > next)
			return this.#answer(socket, frame, "error", { reason: "batch_out_of_order", expected_seq: next });
		if (measurements.length === 0) this.faults.push(`batch ${seq} is empty`);
		this.batchSizes.push(measurements.length);
		this.#applied.push({ socket, frame, seq, measurements });
		if (this.storesAtOnce) this.store();
	}

	#answer(socket: MemorySocket, frame: Frame, status: "ok" | "error", response: unknown): void {
		if (this.lostAnswers > 0) {
			this.lostAnswers -= 1;
			return;
		}
		socket.reply(frame, status, response);
		if (this.answersTwice) socket.reply(frame, status, response);
	}
}
