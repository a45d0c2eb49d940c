import type { Socket } from "node:net";
import type { Clock } from "@sensocto/supervision";
import type { WebSocket } from "ws";
import type { Conn, ConnListener } from "./conn.ts";
import { readShared } from "./shared-reads.ts";
import { TextFrameReader, type TextFrameSinks } from "./text-frame-reader.ts";
import { writeNow, writeTogether } from "./write-together.ts";

const TEXT_FINAL = 0x81;
const BINARY_FINAL = 0x82;

/** Who may wait for one pong: a client may ask for many measurements and never answer. */
const AWAITING_PONG = 256;

/** The library closes with the right code after a protocol error; `closed` follows. */
const leaveToClose = (): void => {};

/**
 * Carries one connection over the `ws` library.
 *
 * Whole text frames are read before the library sees them, and shared frames are written to its socket directly: the
 * library would mask nothing and compress nothing, but copy the body once per viewer. That is allowed because no
 * extension is ever negotiated and frames are never fragmented here. Everything else goes through the library.
 */
export class WsConn implements Conn, TextFrameSinks {
	readonly #ws: WebSocket;
	readonly #socket: Socket;
	readonly #clock: Clock;
	#listener!: ConnListener;
	/** What the library does with bytes from the socket. */
	#toLibrary!: (this: Socket, chunk: Buffer) => void;
	/** What comes in lies in a buffer that the next read uses again. */
	#readsShared = false;
	/** Who waits for the pong of the ping that is under way. */
	#awaitingPong: ((rttMs: number) => void)[] = [];
	#pingedAt = 0;

	constructor(ws: WebSocket, socket: Socket, clock: Clock) {
		this.#ws = ws;
		this.#socket = socket;
		this.#clock = clock;
	}

	/** Routes what comes in to `listener`. */
	listen(listener: ConnListener): void {
		this.#listener = listener;
		this.#ws.on("message", (data, isBinary) => {
			const bytes = data as Buffer;
			if (isBinary) listener.binary(bytes);
			else listener.text(bytes);
		});
		this.#readTexts();
		this.#ws.on("pong", () => this.#ponged());
		this.#ws.on("close", (code) => listener.closed(code));
		this.#ws.on("error", leaveToClose);
	}

	/** A whole text message was read. */
	text(bytes: Buffer): void {
		this.#listener.text(bytes);
	}

	/** Bytes that the library has to read, and may keep. */
	rest(chunk: Buffer): void {
		const isOver = this.#ws.readyState !== this.#ws.OPEN;
		this.#toLibrary.call(this.#socket, this.#readsShared ? Buffer.from(chunk) : chunk);
		// What comes behind the last frame the library takes makes it stop the socket, whose end would not be seen then.
		if (isOver) this.#socket.resume();
	}

	/** Puts the reader of text frames between the socket and the library's own listener. */
	#readTexts(): void {
		const socket = this.#socket;
		const [toLibrary] = socket.listeners("data") as ((this: Socket, chunk: Buffer) => void)[];
		if (toLibrary === undefined) throw new Error("the WebSocket library does not listen to its socket");
		this.#toLibrary = toLibrary;
		const reader = new TextFrameReader(this);
		const read = (chunk: Buffer, length = chunk.length): void => {
			this.#listener.activity();
			reader.read(chunk, length);
		};
		socket.off("data", toLibrary);
		socket.on("data", (chunk: Buffer) => read(chunk));
		// What comes while nothing is paused need not pass through the stream's buffer and its bookkeeping.
		const flows = (): boolean => socket.readableFlowing === true && socket.readableLength === 0;
		this.#readsShared = readShared(socket, (buffer, count) => {
			if (!flows()) return socket.push(Buffer.from(buffer.subarray(0, count)));
			read(buffer, count);
			return true;
		});
		if (this.#readsShared) return;
		const { push } = socket;
		socket.push = (chunk: Buffer | null, encoding) => {
			if (chunk === null || !flows()) return push.call(socket, chunk, encoding);
			read(chunk);
			return true;
		};
	}

	get bufferedBytes(): number {
		return this.#ws.bufferedAmount;
	}

	sendText(text: string): void {
		if (this.#ws.readyState !== this.#ws.OPEN) return;
		writeTogether(this.#socket);
		this.#ws.send(text);
	}

	push(head: string, body: Buffer, tail: string): void {
		const headBytes = Buffer.byteLength(head);
		const start = this.#begin(TEXT_FINAL, headBytes, headBytes + body.length + tail.length);
		if (start === null) return;
		start.write(head, start.length - headBytes);
		this.#socket.write(start);
		this.#socket.write(body);
		this.#socket.write(tail, "latin1");
	}

	pushBinary(head: Uint8Array, body: Buffer): void {
		const start = this.#begin(BINARY_FINAL, head.length, head.length + body.length);
		if (start === null) return;
		start.set(head, start.length - head.length);
		this.#socket.write(start);
		this.#socket.write(body);
	}

	/** A frame's header (RFC 6455, 5.2) with room for the head behind it; null when the connection is not open. */
	#begin(opcode: number, headBytes: number, length: number): Buffer | null {
		if (this.#ws.readyState !== this.#ws.OPEN) return null;
		writeTogether(this.#socket);
		const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
		const start = Buffer.allocUnsafe(header + headBytes);
		start[0] = opcode;
		if (header === 2) start[1] = length;
		else if (header === 4) {
			start[1] = 126;
			start.writeUInt16BE(length, 2);
		} else {
			start[1] = 127;
			start.writeUInt32BE(0, 2);
			start.writeUInt32BE(length, 6);
		}
		return start;
	}

	pauseUntilDrained(): void {
		if (this.#ws.isPaused) return;
		this.#ws.pause();
		this.#socket.once("drain", () => this.#ws.resume());
	}

	close(code: number, reason: string): void {
		this.#ws.close(code, reason);
	}

	terminate(): void {
		writeNow(this.#socket);
		this.#ws.terminate();
	}

	ping(done: (rttMs: number) => void): void {
		if (this.#ws.readyState !== this.#ws.OPEN) return;
		if (this.#awaitingPong.length === AWAITING_PONG || this.#awaitingPong.push(done) > 1) return;
		this.#pingedAt = this.#clock.monotonic();
		this.#ws.ping();
	}

	#ponged(): void {
		const rttMs = this.#clock.monotonic() - this.#pingedAt;
		const waiting = this.#awaitingPong;
		this.#awaitingPong = [];
		for (const done of waiting) done(rttMs);
	}
}
