import type { Channel, SensoctoSocket } from "@sensocto/client";
import { batchOf, joinParams, type Sent } from "./sample-plan.ts";

/** A device without a session: it sends each batch once and is told nothing. */
export class PlainWriter implements Sent {
	readonly sensorId: string;
	readonly startMs: number;
	lastSeq = 0;
	readonly problems: string[] = [];
	readonly #channel: Channel;

	constructor(socket: SensoctoSocket, sensorId: string, startMs: number) {
		this.sensorId = sensorId;
		this.startMs = startMs;
		this.#channel = socket.channel(`sensocto:sensor:${sensorId}`, joinParams(sensorId));
		this.#channel.onRefused((error) => this.problems.push(error.message));
	}

	async open(): Promise<void> {
		await this.#channel.join();
	}

	/** Sends the next batch; without a connection there is none. */
	write(): void {
		if (this.#channel.send("measurements_batch", batchOf(this.startMs, this.lastSeq + 1))) this.lastSeq += 1;
	}

	/** Resolves when the server has taken in everything sent. */
	async accepted(): Promise<void> {
		await this.#channel.push("ping", {});
	}
}
