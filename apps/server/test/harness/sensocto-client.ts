import { type Channel, SensoctoSocket } from "@sensocto/client";
import { type Message, SensoctoError } from "@sensocto/protocol";
import { type ConformanceChannel, type ConformanceClient, Refusal } from "./conformance-client.ts";
import { Inbox } from "./inbox.ts";
import { recordingWebSocket } from "./recording-web-socket.ts";

/** The platform's own client library (V2). */
export class SensoctoClient implements ConformanceClient {
	readonly name = "sensocto";
	readonly wire = new Inbox<Message>();
	readonly socket: SensoctoSocket;

	constructor(url: string, params: Readonly<Record<string, string>> = {}) {
		this.socket = new SensoctoSocket(url, { params, WebSocket: recordingWebSocket(this.wire) });
	}

	open(): Promise<void> {
		return new Promise((resolve) => {
			this.socket.onState((state) => state === "open" && resolve());
			this.socket.connect();
		});
	}

	channel(topic: string, params: unknown = {}): ConformanceChannel {
		return new SensoctoChannel(this.socket.channel(topic, params));
	}

	close(): Promise<void> {
		return this.socket.close();
	}
}

class SensoctoChannel implements ConformanceChannel {
	readonly closed: Promise<void>;
	readonly #channel: Channel;

	constructor(channel: Channel) {
		this.#channel = channel;
		this.closed = new Promise((resolve) => {
			channel.onState((state) => state === "closed" && resolve());
		});
	}

	join(): Promise<unknown> {
		return this.#channel.join().catch(refused);
	}

	push(event: string, payload: unknown): Promise<unknown> {
		return this.#channel.push(event, payload).catch(refused);
	}

	send(event: string, payload: unknown): void {
		this.#channel.send(event, payload);
	}

	on(event: string): Inbox<unknown> {
		const inbox = new Inbox<unknown>();
		this.#channel.on(event, (payload) => inbox.push(payload));
		return inbox;
	}

	leave(): Promise<void> {
		return this.#channel.leave();
	}
}

function refused(error: unknown): never {
	throw error instanceof SensoctoError && error.details?.reason !== undefined
		? new Refusal(error.details)
		: error;
}
