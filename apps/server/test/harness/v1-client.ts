import type { Message } from "@sensocto/protocol";
import { type ConformanceChannel, type ConformanceClient, Refusal } from "./conformance-client.ts";
import { Inbox } from "./inbox.ts";
import { type Incoming, type Outgoing, RawSocket } from "./raw-socket.ts";

/** The keys a V1 frame may have. */
const KEYS = ["event", "payload", "ref", "topic"];

/**
 * The device SDKs' form (V1): no `vsn`, refs "1", "2", …, and handlers that see only what comes after they were
 * attached. Each frame from the server is checked to have exactly the four keys those SDKs parse.
 */
export class V1Client implements ConformanceClient {
	readonly name = "v1";
	readonly wire = new Inbox<Message>();
	readonly #url: string;
	readonly #channels = new Map<string, V1Channel>();
	#socket!: RawSocket;
	#ref = 0;

	constructor(url: string) {
		this.#url = `${url.replace("http", "ws")}/socket/websocket`;
	}

	async open(): Promise<void> {
		this.#socket = await RawSocket.open(this.#url, 1);
		this.#socket.ws.on("message", (data) => {
			const frame = JSON.parse(String(data)) as Message;
			const keys = Object.keys(frame).sort().join();
			if (keys !== KEYS.join()) throw new Error(`a V1 frame with the keys ${keys}`);
			this.wire.push(frame);
			this.#channels.get(frame.topic)?.receive(frame);
		});
	}

	channel(topic: string, params: unknown = {}): ConformanceChannel {
		const channel = new V1Channel(
			topic,
			params,
			(message) => this.#post(message),
			(ref) => this.#socket.reply(ref),
		);
		channel.onJoin = () => this.#channels.set(topic, channel);
		return channel;
	}

	async heartbeat(): Promise<void> {
		await settled(this.#socket.reply(this.#post({ topic: "phoenix", event: "heartbeat" })));
	}

	async close(): Promise<void> {
		await this.#socket.close();
	}

	#post(message: Outgoing): string {
		const ref = String(++this.#ref);
		this.#socket.send({ ...message, ref });
		return ref;
	}
}

class V1Channel implements ConformanceChannel {
	readonly closed: Promise<void>;
	onJoin: () => void = () => {};
	readonly #topic: string;
	readonly #params: unknown;
	readonly #post: (message: Outgoing) => string;
	readonly #reply: (ref: string) => Promise<Incoming>;
	readonly #handlers: { event: string; inbox: Inbox<unknown> }[] = [];
	#close: () => void = () => {};

	constructor(
		topic: string,
		params: unknown,
		post: (message: Outgoing) => string,
		reply: (ref: string) => Promise<Incoming>,
	) {
		this.#topic = topic;
		this.#params = params;
		this.#post = post;
		this.#reply = reply;
		this.closed = new Promise((resolve) => {
			this.#close = resolve;
		});
	}

	receive({ event, payload }: Message): void {
		if (event === "phx_close") this.#close();
		for (const handler of this.#handlers) if (handler.event === event) handler.inbox.push(payload);
	}

	join(): Promise<unknown> {
		this.onJoin();
		return this.push("phx_join", this.#params);
	}

	push(event: string, payload: unknown): Promise<unknown> {
		return settled(this.#reply(this.#post({ topic: this.#topic, event, payload })));
	}

	send(event: string, payload: unknown): void {
		this.#post({ topic: this.#topic, event, payload });
	}

	on(event: string): Inbox<unknown> {
		const inbox = new Inbox<unknown>();
		this.#handlers.push({ event, inbox });
		return inbox;
	}

	async leave(): Promise<void> {
		await this.push("phx_leave", {});
	}
}

async function settled(reply: Promise<Incoming>): Promise<unknown> {
	const { status, response } = (await reply).payload as { status: string; response: unknown };
	if (status !== "ok") throw new Refusal(response);
	return response;
}
