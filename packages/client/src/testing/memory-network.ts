import type { WebSocketConstructor, WebSocketLike } from "../connection.ts";

/** A V2 frame: join reference, reference, topic, event, payload. */
export type Frame = [
	joinRef: string | null,
	ref: string | null,
	topic: string,
	event: string,
	payload: unknown,
];

type Listener = (event: never) => void;

/** The client's end of a WebSocket whose other end is the test. */
export class MemorySocket implements WebSocketLike {
	readyState = 0;
	bufferedAmount = 0;
	binaryType = "blob";
	readonly url: string;
	/** What the client sent, decoded without the client's own code. */
	readonly frames: Frame[] = [];
	/** Code and reason the client closed with. */
	closedWith: { code: number | undefined; reason: string | undefined } | undefined;
	readonly #network: MemoryNetwork;
	readonly #listeners = new Map<string, Listener[]>();

	constructor(url: string, network: MemoryNetwork) {
		this.url = url;
		this.#network = network;
	}

	send(data: string): void {
		const frame = JSON.parse(data) as Frame;
		this.frames.push(frame);
		this.#network.received(this, frame);
	}

	close(code?: number, reason?: string): void {
		if (this.closedWith) return;
		this.closedWith = { code, reason };
		this.readyState = 2;
		if (this.#network.answersClose) this.drop(code ?? 1005);
	}

	addEventListener(type: string, listener: Listener): void {
		this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
	}

	/** Completes the handshake. */
	accept(): void {
		this.readyState = 1;
		this.#emit("open", {});
	}

	/** Sends a frame to the client. */
	deliver(...frame: Frame): void {
		this.deliverRaw(JSON.stringify(frame));
	}

	deliverRaw(data: string | ArrayBuffer): void {
		this.#emit("message", { data });
	}

	/** Answers a frame of the client. */
	reply(frame: Frame, status: "ok" | "error", response: unknown): void {
		this.deliver(frame[0], frame[1], frame[2], "phx_reply", { status, response });
	}

	/** Ends the connection with a close code, as seen by the client. */
	drop(code: number, reason = ""): void {
		this.readyState = 3;
		this.#emit("close", { code, reason });
	}

	/** Frames of one event. */
	sent(event: string): Frame[] {
		return this.frames.filter((frame) => frame[3] === event);
	}

	#emit(type: string, event: object): void {
		for (const listener of this.#listeners.get(type) ?? []) listener(event as never);
	}
}

/** Stands in for the network and the server behind it. */
export class MemoryNetwork {
	readonly sockets: MemorySocket[] = [];
	/** Whether a closing handshake is completed. */
	answersClose = true;
	/** Whether handshakes are completed, in a microtask. */
	accepts = true;
	/** Answers a frame; by default `ok {}` to everything that has a ref and expects an answer. */
	respond: (socket: MemorySocket, frame: Frame) => void = (socket, frame) => {
		if (["phx_join", "phx_leave", "heartbeat"].includes(frame[3])) socket.reply(frame, "ok", {});
	};

	/** WebSocket class that connects to this network. */
	get WebSocket(): WebSocketConstructor {
		const open = (url: string): MemorySocket => this.#open(url);
		return class {
			constructor(url: string) {
				// biome-ignore lint/correctness/noConstructorReturn: the object made by the network is the socket
				return open(url);
			}
		} as unknown as WebSocketConstructor;
	}

	/** The latest connection. */
	get socket(): MemorySocket {
		const latest = this.sockets.at(-1);
		if (!latest) throw new Error("nothing has connected yet");
		return latest;
	}

	/** Called with each frame of a client. */
	received(socket: MemorySocket, frame: Frame): void {
		queueMicrotask(() => this.respond(socket, frame));
	}

	#open(url: string): MemorySocket {
		const socket = new MemorySocket(url, this);
		this.sockets.push(socket);
		if (this.accepts) queueMicrotask(() => socket.accept());
		return socket;
	}
}
