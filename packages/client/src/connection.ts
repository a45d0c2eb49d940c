import { decodeBinaryFrame, decodeFrame, encodeFrame, type Message } from "@sensocto/protocol";
import type { ClientClock } from "./client-clock.ts";
import { CLIENT_LIMITS } from "./client-limits.ts";

/** The part of a WebSocket the client uses; the global one and that of the `ws` package both have it. */
export interface WebSocketLike {
	readonly readyState: number;
	readonly bufferedAmount: number;
	binaryType: string;
	send(data: string): void;
	close(code?: number, reason?: string): void;
	addEventListener(type: "open", listener: () => void): void;
	addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
	addEventListener(type: "close", listener: (event: { code: number; reason: string }) => void): void;
	addEventListener(type: "error", listener: () => void): void;
}

export type WebSocketConstructor = new (url: string) => WebSocketLike;

export interface ConnectionEvents {
	open(): void;
	message(message: Message): void;
	/** The connection is over; called exactly once. */
	closed(code: number, reason: string): void;
}

const OPEN = 1;
/** Code a browser reports when no close frame came. */
const ABNORMAL = 1006;

/**
 * One WebSocket from its handshake to its end.
 *
 * 1. `closed` is called exactly once, also when the handshake fails or takes too long.
 * 2. After `closed` nothing is called any more, whatever the WebSocket still delivers.
 */
export class Connection {
	readonly #socket: WebSocketLike;
	readonly #events: ConnectionEvents;
	readonly #clock: ClientClock;
	readonly #handshake: unknown;
	#over = false;

	constructor(WebSocket: WebSocketConstructor, url: string, clock: ClientClock, events: ConnectionEvents) {
		this.#events = events;
		this.#clock = clock;
		this.#socket = new WebSocket(url);
		this.#socket.binaryType = "arraybuffer";
		this.#handshake = clock.setTimeout(
			() => this.abandon(ABNORMAL, "handshake timeout"),
			CLIENT_LIMITS.connectTimeoutMs,
		);
		this.#socket.addEventListener("open", () => this.#opened());
		this.#socket.addEventListener("message", (event) => this.#received(event.data));
		this.#socket.addEventListener("close", (event) => this.#finish(event.code, event.reason));
		// A failed connection also closes; without a listener the `ws` package would throw.
		this.#socket.addEventListener("error", () => undefined);
	}

	get isOpen(): boolean {
		return !this.#over && this.#socket.readyState === OPEN;
	}

	get bufferedBytes(): number {
		return this.#socket.bufferedAmount;
	}

	send(message: Message): void {
		if (this.isOpen) this.#socket.send(encodeFrame(2, message));
	}

	/** Starts the closing handshake; `closed` follows. */
	close(): void {
		this.#socket.close(1000, "client closes");
	}

	/** Ends the connection at once, without waiting for a peer that may be gone. */
	abandon(code: number, reason: string): void {
		if (this.#over) return;
		// First of all over: closing may deliver a close event of its own at once.
		this.#finish(code, reason);
		// 4000: an application's own code; 1006 and the like may not be sent.
		this.#socket.close(4000, reason);
	}

	#opened(): void {
		if (this.#over) return;
		this.#clock.clearTimeout(this.#handshake);
		this.#events.open();
	}

	#received(data: unknown): void {
		if (this.#over) return;
		let message: Message;
		try {
			message = typeof data === "string" ? decodeFrame(2, data) : fromBinary(data as ArrayBuffer);
		} catch {
			// Whatever speaks there is no Sensocto server, or is out of step: start over. The reason is in `closed`.
			this.abandon(4002, "malformed frame");
			return;
		}
		this.#events.message(message);
	}

	#finish(code: number, reason: string): void {
		if (this.#over) return;
		this.#over = true;
		this.#clock.clearTimeout(this.#handshake);
		this.#events.closed(code, reason);
	}
}

function fromBinary(data: ArrayBuffer): Message {
	const { kind, event, ...message } = decodeBinaryFrame(new Uint8Array(data), "server");
	if (kind !== "reply") return { ...message, event };
	return { ...message, event: "phx_reply", payload: { status: event, response: message.payload } };
}
