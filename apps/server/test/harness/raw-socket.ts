import { once } from "node:events";
import {
	decodeFrame,
	encodeFrame,
	type JsonRef,
	type Message,
	type SerializerVersion,
} from "@sensocto/protocol";
import { type ClientOptions, WebSocket } from "ws";
import { Inbox } from "./inbox.ts";

/** A message on its way to the server; what is absent is null or an empty object. */
export interface Outgoing {
	readonly topic: string;
	readonly event: string;
	readonly payload?: unknown;
	readonly ref?: JsonRef;
	readonly joinRef?: JsonRef;
}

/** A frame that came in: the message, the very JSON and when it came (monotonic ms). */
export interface Incoming extends Message {
	readonly frame: unknown;
	readonly at: number;
}

/** The close frame of the server. */
export interface Closing {
	readonly code: number;
	readonly reason: string;
}

/** A socket without any client library: it sends exactly what it is told. */
export class RawSocket {
	readonly version: SerializerVersion;
	readonly received = new Inbox<Incoming>();
	readonly closed: Promise<Closing>;
	readonly ws: WebSocket;

	private constructor(ws: WebSocket, version: SerializerVersion) {
		this.ws = ws;
		this.version = version;
		ws.on("message", (data) => {
			const frame = JSON.parse(String(data)) as unknown;
			this.received.push({ ...decodeFrame(version, String(data)), frame, at: performance.now() });
		});
		ws.on("error", () => {}); // `closed` tells what the tests ask for.
		this.closed = new Promise((resolve) => {
			ws.on("close", (code, reason) => resolve({ code, reason: String(reason) }));
		});
	}

	/** Opens a socket; rejects when the server refuses the upgrade. */
	static async open(
		url: string,
		version: SerializerVersion = 1,
		options: ClientOptions = {},
	): Promise<RawSocket> {
		const ws = new WebSocket(url, { perMessageDeflate: false, ...options });
		const socket = new RawSocket(ws, version);
		await once(ws, "open");
		return socket;
	}

	/** Sends one message in the socket's form. */
	send({ topic, event, payload = {}, ref = null, joinRef = null }: Outgoing): void {
		this.ws.send(encodeFrame(this.version, { topic, event, payload, ref, joinRef }));
	}

	/** Sends a message and waits for the reply to its ref. */
	async ask(message: Outgoing & { ref: JsonRef }): Promise<Incoming> {
		this.send(message);
		return this.reply(message.ref);
	}

	/** The first reply to a ref, whatever came before it. */
	async reply(ref: JsonRef): Promise<Incoming> {
		return this.received.find(
			(m) => m.event === "phx_reply" && m.ref === ref,
			`the reply to ${JSON.stringify(ref)}`,
		);
	}

	/** Closes the socket from this side. */
	async close(): Promise<Closing> {
		this.ws.close(1000);
		return this.closed;
	}
}

/** A reply's payload with its status and, of a refusal, only what programs read. */
export function outcome(message: Message): unknown {
	const { status, response } = message.payload as { status: string; response: Record<string, unknown> };
	if (status === "ok") return { ok: response };
	const { message: _text, ...facts } = response;
	return { error: facts };
}
