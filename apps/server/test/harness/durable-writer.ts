import type { Channel, SensoctoSocket } from "@sensocto/client";
import { waitUntil } from "@sensocto/testkit";
import { batchOf, joinParams, type Sent } from "./sample-plan.ts";

/** Batches under way at most: what a device keeps to send again. */
const WINDOW = 64;

/** Longest time until everything sent is acknowledged, in ms. */
const DRAIN_MS = 60_000;

/**
 * A device that numbers its batches, keeps each until it is acknowledged, and sends those again that the server has
 * not stored when it joins anew.
 */
export class DurableWriter implements Sent {
	readonly sensorId: string;
	readonly startMs: number;
	/** The last batch made. */
	lastSeq = 0;
	/** The last batch acknowledged; it never goes back. */
	ackedSeq = 0;
	/** What the server said or did against its promises. */
	readonly problems: string[] = [];
	readonly #channel: Channel;

	constructor(socket: SensoctoSocket, sensorId: string, startMs: number) {
		this.sensorId = sensorId;
		this.startMs = startMs;
		const params = { ...joinParams(sensorId), session: `session of ${sensorId}` };
		this.#channel = socket.channel(`sensocto:sensor:${sensorId}`, params);
		this.#channel.onJoin((response) => this.#joined(response));
		this.#channel.onRefused((error) => this.problems.push(`refused: ${error.message}`));
	}

	get drained(): boolean {
		return this.ackedSeq === this.lastSeq;
	}

	async open(): Promise<void> {
		await this.#channel.join();
	}

	/** Makes the next batch, unless too many are under way, and sends it when there is a connection. */
	write(): void {
		if (this.lastSeq - this.ackedSeq >= WINDOW) return;
		this.lastSeq += 1;
		if (this.#channel.state === "joined") this.#send(this.lastSeq);
	}

	/** Waits until every batch is acknowledged. */
	async drain(): Promise<void> {
		await waitUntil(() => this.drained, {
			timeoutMs: DRAIN_MS,
			what: `${this.sensorId}: every acknowledgement`,
		});
	}

	/** Resolves when the server has taken in what was sent, stored or not. */
	async accepted(): Promise<void> {
		await this.#channel.push("ping", {});
	}

	leave(): Promise<void> {
		return this.#channel.leave();
	}

	#joined(response: unknown): void {
		const stored = (response as { last_seq: number }).last_seq;
		if (stored < this.ackedSeq)
			this.problems.push(`batch ${this.ackedSeq} was acknowledged, ${stored} is stored`);
		if (stored > this.lastSeq) this.problems.push(`${stored} is stored, only ${this.lastSeq} were made`);
		this.#acknowledged(stored);
		for (let seq = stored + 1; seq <= this.lastSeq; seq += 1) this.#send(seq);
	}

	#send(seq: number): void {
		this.#channel.push("measurements_batch", { seq, measurements: batchOf(this.startMs, seq) }).then(
			() => this.#acknowledged(seq),
			(error: { code?: string; message: string }) => {
				if (error.code === "disconnected") return; // The next join tells what is stored.
				if (error.code !== "timeout") this.problems.push(error.message);
				if (seq > this.ackedSeq && this.#channel.state === "joined") this.#send(seq);
			},
		);
	}

	#acknowledged(seq: number): void {
		this.ackedSeq = Math.max(this.ackedSeq, seq);
	}
}
