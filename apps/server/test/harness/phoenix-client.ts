import type { Message } from "@sensocto/protocol";
import { type Channel, Socket } from "phoenix";
import { type ConformanceChannel, type ConformanceClient, Refusal } from "./conformance-client.ts";
import { Inbox } from "./inbox.ts";
import { recordingWebSocket } from "./recording-web-socket.ts";

/** The official Phoenix client of the npm package `phoenix` (V2). */
export class PhoenixClient implements ConformanceClient {
	readonly name = "phoenix";
	readonly wire = new Inbox<Message>();
	readonly #socket: Socket;

	constructor(url: string) {
		this.#socket = new Socket(`${url.replace("http", "ws")}/socket`, {
			vsn: "2.0.0",
			transport: recordingWebSocket(this.wire),
			params: { user_token: "some_token" },
		});
	}

	open(): Promise<void> {
		return new Promise((resolve) => {
			this.#socket.onOpen(() => resolve());
			this.#socket.connect();
		});
	}

	channel(topic: string, params: unknown = {}): ConformanceChannel {
		return new PhoenixChannel(this.#socket.channel(topic, params as object));
	}

	heartbeat(): Promise<void> {
		return new Promise((resolve) => {
			this.#socket.ping(() => resolve());
		});
	}

	close(): Promise<void> {
		this.#socket.disconnect(); // It closes by itself within a moment; nobody needs to wait for that.
		return Promise.resolve();
	}
}

class PhoenixChannel implements ConformanceChannel {
	readonly closed: Promise<void>;
	readonly #channel: Channel;

	constructor(channel: Channel) {
		this.#channel = channel;
		this.closed = new Promise((resolve) => channel.onClose(() => resolve()));
	}

	async join(): Promise<unknown> {
		try {
			return await settled(this.#channel.join());
		} catch (error) {
			this.#channel.leave(); // It would try again for ever.
			throw error;
		}
	}

	push(event: string, payload: unknown): Promise<unknown> {
		return settled(this.#channel.push(event, payload as object));
	}

	send(event: string, payload: unknown): void {
		this.#channel.push(event, payload as object);
	}

	on(event: string): Inbox<unknown> {
		const inbox = new Inbox<unknown>();
		this.#channel.on(event, (payload) => inbox.push(payload));
		return inbox;
	}

	async leave(): Promise<void> {
		await settled(this.#channel.leave());
	}
}

function settled(push: ReturnType<Channel["join"]>): Promise<unknown> {
	return new Promise((resolve, reject) => {
		push
			.receive("ok", resolve)
			.receive("error", (response) => reject(new Refusal(response)))
			.receive("timeout", () => reject(new Error("no reply")));
	});
}
