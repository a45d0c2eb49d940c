import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Inbox } from "./inbox.ts";
import { closeFrame, OPCODE, wireFrame } from "./wire-frame.ts";

const UPGRADE = [
	"Host: localhost",
	"Connection: Upgrade",
	"Upgrade: websocket",
	"Sec-WebSocket-Version: 13",
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
].join("\r\n");

/** A frame of the server. */
export interface ServerFrame {
	readonly opcode: number;
	readonly payload: Buffer;
}

/** How a connection ended: the code of the server's close frame, or null without one. */
export interface WireEnd {
	readonly code: number | null;
	readonly reason: string;
}

/** What a wire socket tells as things happen. */
export interface WireListener {
	frame?(frame: ServerFrame): void;
	ended?(end: WireEnd): void;
}

/** A WebSocket of bare bytes: no library is in the way of what it sends. It answers pings and closing handshakes. */
export class WireSocket {
	readonly tcp: Socket;
	readonly ended: Promise<WireEnd>;
	/** Whether it takes part in closing handshakes and answers pings; a rude one does not. */
	isPolite = true;
	#listener: WireListener;
	#left: Buffer;
	#end: WireEnd = { code: null, reason: "" };

	private constructor(tcp: Socket, left: Buffer, listener: WireListener) {
		this.tcp = tcp;
		this.#left = left;
		this.#listener = listener;
		tcp.on("data", (chunk: Buffer) => this.#take(chunk));
		tcp.on("error", () => {}); // `ended` tells what the tests ask for.
		this.ended = new Promise((resolve) => {
			tcp.once("close", () => {
				resolve(this.#end);
				this.#listener.ended?.(this.#end);
			});
		});
		this.#take(Buffer.alloc(0));
	}

	/** Opens a socket on a port of this machine. @throws Error when the server refuses. */
	static async open(port: number, query = "vsn=2.0.0", listener: WireListener = {}): Promise<WireSocket> {
		const tcp = connect(port, "127.0.0.1");
		tcp.setNoDelay(true);
		tcp.write(`GET /socket/websocket?${query} HTTP/1.1\r\n${UPGRADE}\r\n\r\n`);
		let head = Buffer.alloc(0);
		while (head.indexOf("\r\n\r\n") < 0) {
			const [chunk] = (await Promise.race([once(tcp, "data"), endOf(tcp)])) as [Buffer];
			head = Buffer.concat([head, chunk]);
		}
		if (!head.toString("latin1").startsWith("HTTP/1.1 101")) {
			tcp.destroy();
			throw new Error(`refused: ${head.toString("latin1", 0, 40)}`);
		}
		return new WireSocket(tcp, head.subarray(head.indexOf("\r\n\r\n") + 4), listener);
	}

	/** Sends bytes as they are. @returns false when they wait for the network. */
	send(...bytes: Uint8Array[]): boolean {
		return this.tcp.write(Buffer.concat(bytes));
	}

	/** Sends a text frame. */
	sendText(text: string): boolean {
		return this.send(wireFrame({ opcode: OPCODE.text, payload: text }));
	}

	/** Closes in the orderly way. */
	async close(): Promise<WireEnd> {
		this.tcp.resume();
		this.send(closeFrame(1_000));
		return this.ended;
	}

	#take(chunk: Buffer): void {
		let bytes = this.#left.length === 0 ? chunk : Buffer.concat([this.#left, chunk]);
		for (let size = frameBytes(bytes); size > 0; size = frameBytes(bytes)) {
			const header = bytes[1] === 127 ? 10 : bytes[1] === 126 ? 4 : 2;
			this.#frame({ opcode: bytes[0]! & 15, payload: bytes.subarray(header, size) });
			bytes = bytes.subarray(size);
		}
		this.#left = bytes;
	}

	#frame(frame: ServerFrame): void {
		const { opcode, payload } = frame;
		if (opcode === OPCODE.close) {
			const code = payload.length < 2 ? null : payload.readUInt16BE();
			this.#end = { code, reason: payload.toString("utf8", 2) };
			if (this.isPolite) this.tcp.end(wireFrame({ opcode: OPCODE.close, payload: payload.subarray(0, 2) }));
		}
		if (opcode === OPCODE.ping && this.isPolite) this.send(wireFrame({ opcode: OPCODE.pong, payload }));
		this.#listener.frame?.(frame);
	}
}

/** A wire socket whose frames are kept. */
export async function openWire(
	port: number,
	query?: string,
): Promise<WireSocket & { frames: Inbox<ServerFrame> }> {
	const frames = new Inbox<ServerFrame>();
	const socket = await WireSocket.open(port, query, { frame: (frame) => frames.push(frame) });
	return Object.assign(socket, { frames });
}

/** Bytes of the complete frame that begins these bytes; 0 while there is none. */
function frameBytes(bytes: Buffer): number {
	if (bytes.length < 2) return 0;
	const short = bytes[1]!;
	const header = short === 127 ? 10 : short === 126 ? 4 : 2;
	if (bytes.length < header) return 0;
	const length =
		short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
	return bytes.length < header + length ? 0 : header + length;
}

async function endOf(tcp: Socket): Promise<never> {
	await new Promise((resolve) => tcp.once("close", resolve));
	throw new Error("the connection ended before it was upgraded");
}
