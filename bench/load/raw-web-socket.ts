import { connect, type Socket } from "node:net";

/** Key of RFC 6455 masking; any is allowed and a constant one costs nothing. */
const MASK = Buffer.from([1, 2, 3, 4]);
const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** A masked client frame; payloads up to 65 535 bytes. */
export function clientFrame(payload: string | Buffer, opcode: number = OPCODE.text): Buffer {
	const body = Buffer.from(payload);
	const long = body.length > 125;
	const head = Buffer.alloc(long ? 4 : 2);
	head[0] = 0x80 | opcode;
	head[1] = 0x80 | (long ? 126 : body.length);
	if (long) head.writeUInt16BE(body.length, 2);
	for (let i = 0; i < body.length; i++) body[i]! ^= MASK[i & 3]!;
	return Buffer.concat([head, MASK, body]);
}

export interface RawWebSocketOptions {
	port: number;
	path: string;
	onOpen(socket: RawWebSocket): void;
	onText(text: string, socket: RawWebSocket): void;
	/** Called with each frame and the bytes it took on the wire, header included, before it is looked at. */
	onFrame?(body: Buffer, wireBytes: number, opcode: number): void;
	/** Called once, when the connection fails or ends. */
	onEnd(reason: string): void;
}

/**
 * A WebSocket client on a bare TCP socket: as little as a load generator needs, so that thousands fit in one process
 * without becoming what is measured. It answers pings and does not send continuation frames.
 */
export class RawWebSocket {
	readonly #socket: Socket;
	readonly #options: RawWebSocketOptions;
	#pending: Buffer = Buffer.alloc(0);
	#open = false;
	#ended = false;

	constructor(options: RawWebSocketOptions) {
		this.#options = options;
		this.#socket = connect({ port: options.port, host: "127.0.0.1", noDelay: true });
		this.#socket.on("connect", () => {
			this.#socket.write(
				`GET ${options.path} HTTP/1.1\r\nHost: 127.0.0.1:${options.port}\r\nConnection: Upgrade\r\n` +
					"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
			);
		});
		this.#socket.on("data", (chunk) => this.#receive(chunk));
		this.#socket.on("error", (error) => this.#end(error.message));
		this.#socket.on("close", () => this.#end("closed"));
	}

	/** Sends prepared frames or a text. */
	send(frame: Buffer | string): void {
		this.#socket.write(typeof frame === "string" ? clientFrame(frame) : frame);
	}

	destroy(): void {
		this.#ended = true;
		this.#socket.destroy();
	}

	#end(reason: string): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#options.onEnd(reason);
	}

	#receive(chunk: Buffer): void {
		this.#pending = this.#pending.length > 0 ? Buffer.concat([this.#pending, chunk]) : chunk;
		if (!this.#open && !this.#handshake()) return;
		while (this.#frame());
	}

	#handshake(): boolean {
		const end = this.#pending.indexOf("\r\n\r\n");
		if (end < 0) return false;
		const status = this.#pending.subarray(0, end).toString("latin1").split("\r\n")[0] ?? "";
		this.#pending = this.#pending.subarray(end + 4);
		if (!status.includes(" 101 ")) {
			this.#end(`expected an upgrade, got "${status}"`);
			this.#socket.destroy();
			return false;
		}
		this.#open = true;
		this.#options.onOpen(this);
		return true;
	}

	/** Takes one whole frame off the pending bytes; false when there is none. */
	#frame(): boolean {
		const bytes = this.#pending;
		if (bytes.length < 2) return false;
		let length = bytes[1]! & 0x7f;
		let start = 2;
		if (length === 126) {
			if (bytes.length < 4) return false;
			length = bytes.readUInt16BE(2);
			start = 4;
		} else if (length === 127) {
			if (bytes.length < 10) return false;
			length = Number(bytes.readBigUInt64BE(2));
			start = 10;
		}
		if (bytes.length < start + length) return false;
		const body = bytes.subarray(start, start + length);
		this.#pending =
			bytes.length > start + length ? Buffer.from(bytes.subarray(start + length)) : Buffer.alloc(0);
		const opcode = bytes[0]! & 0x0f;
		this.#options.onFrame?.(body, start + length, opcode);
		if (opcode === OPCODE.text) this.#options.onText(body.toString(), this);
		else if (opcode === OPCODE.ping) this.send(clientFrame(body, OPCODE.pong));
		else if (opcode === OPCODE.close)
			this.#end(`closed with ${body.length >= 2 ? body.readUInt16BE(0) : "no code"}`);
		return !this.#ended;
	}
}
