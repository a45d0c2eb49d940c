import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import { systemClock } from "@sensocto/supervision";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ServerOptions, WebSocketServer } from "ws";
import { WsConn } from "./ws-conn.ts";

const MASK = Buffer.from([7, 200, 31, 4]);
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

/** A connection that is not over as soon as it can be never is. */
const ENGINE: ServerOptions & { readonly closeTimeout: number } = {
	noServer: true,
	perMessageDeflate: false,
	closeTimeout: 3_600_000,
};

function frame(first: number, text: string): Buffer {
	const body = Buffer.from(text).map((byte, k) => byte ^ MASK[k & 3]!);
	if (body.length < 126) return Buffer.concat([Buffer.from([first, 0x80 | body.length]), MASK, body]);
	const head = Buffer.from([first, 0xff, 0, 0, 0, 0, 0, 0, 0, 0]);
	head.writeUInt32BE(body.length, 6);
	return Buffer.concat([head, MASK, body]);
}

/** What one connection's listener heard, and the promise of so many messages. */
class Heard {
	readonly messages: string[] = [];
	#waiting: { count: number; resolve: () => void } | null = null;

	add(kind: string, bytes: Buffer): void {
		this.messages.push(`${kind} ${bytes}`);
		if (this.#waiting !== null && this.messages.length >= this.#waiting.count) this.#waiting.resolve();
	}

	until(count: number): Promise<void> {
		return new Promise((resolve) => {
			this.#waiting = { count, resolve };
			if (this.messages.length >= count) resolve();
		});
	}
}

let http: Server;
const conns: WsConn[] = [];
const heard: Heard[] = [];
const clients: Socket[] = [];

beforeEach(async () => {
	http = createServer();
	const engine = new WebSocketServer(ENGINE);
	http.on("upgrade", (request, socket, head) => {
		engine.handleUpgrade(request, socket, head, (ws) => {
			const conn = new WsConn(ws, socket as Socket, systemClock);
			const listener = new Heard();
			conns.push(conn);
			heard.push(listener);
			conn.listen({
				text: (bytes) => listener.add("text", bytes),
				binary: (bytes) => listener.add("binary", bytes),
				activity: () => {},
				closed: (code) => listener.add("closed", Buffer.from(String(code))),
			});
		});
	});
	await once(http.listen(0, "127.0.0.1"), "listening");
});

afterEach(() => {
	for (const client of clients.splice(0)) client.destroy();
	for (const conn of conns.splice(0)) conn.terminate();
	heard.length = 0;
	http.close();
});

/** Opens a connection; `early` bytes go out with the request, before the answer to it. */
async function open(early: Buffer = Buffer.alloc(0)): Promise<Socket> {
	const address = http.address();
	if (address === null || typeof address === "string") throw new Error("no port");
	const client = connect(address.port, "127.0.0.1").setNoDelay(true);
	clients.push(client);
	const request = `GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n\r\n`;
	client.write(Buffer.concat([Buffer.from(request), early]));
	await once(client, "data");
	return client;
}

/** Writes bytes and waits until the other side's event loop has had them. */
async function write(client: Socket, bytes: Buffer): Promise<void> {
	await new Promise<void>((resolve) => client.write(bytes, () => resolve()));
	for (let turns = 0; turns < 3; turns++) await turn();
}

/** The rest of a turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("WsConn", () => {
	it("keeps apart what many connections send in pieces, through one read buffer", async () => {
		const sent = ["a", "b", "c"].map((name) => ({
			name,
			wire: Buffer.concat([
				frame(0x81, `${name} whole`),
				frame(0x01, `${name} begins `),
				frame(0x80, "and ends"),
				frame(0x82, `${name} binary`),
				frame(0x81, name.repeat(1_000)),
			]),
		}));
		const sockets: Socket[] = [];
		for (const _ of sent) sockets.push(await open());
		for (let at = 0; at < 1_200; at += 7) {
			for (const [k, { wire }] of sent.entries()) await write(sockets[k]!, wire.subarray(at, at + 7));
		}
		await Promise.all(heard.map((each) => each.until(4)));
		expect(heard.map(({ messages }) => messages)).toEqual(
			sent.map(({ name }) => [
				`text ${name} whole`,
				`text ${name} begins and ends`,
				`binary ${name} binary`,
				`text ${name.repeat(1_000)}`,
			]),
		);
	});

	it("reads what came with the request first", async () => {
		const client = await open(
			Buffer.concat([frame(0x81, "early"), frame(0x82, "cut off here").subarray(0, 9)]),
		);
		client.write(Buffer.concat([frame(0x82, "cut off here").subarray(9), frame(0x81, "late")]));
		await heard[0]!.until(3);
		expect(heard[0]!.messages).toEqual(["text early", "binary cut off here", "text late"]);
	});

	it("takes messages larger than a read", async () => {
		const client = await open();
		const long = "0123456789".repeat(30_000);
		client.write(Buffer.concat([frame(0x81, long), frame(0x82, long), frame(0x81, "after")]));
		await heard[0]!.until(3);
		expect(heard[0]!.messages).toEqual([`text ${long}`, `binary ${long}`, "text after"]);
	});

	it("writes what a turn of the event loop brings with one call, in order, and large answers at once", async () => {
		const client = await open();
		const conn = conns[0]!;
		const received: Buffer[] = [];
		client.on("data", (chunk: Buffer) => received.push(chunk));
		conn.sendText("first");
		conn.push("<", Buffer.from("body"), ">");
		conn.pushBinary(Buffer.from("head "), Buffer.from("tail"));
		expect(conn.bufferedBytes).toBe("..first..<body>..head tail".length);
		await once(client, "data");
		expect(Buffer.concat(received).toString("latin1")).toBe("\x81\x05first\x81\x06<body>\x82\x09head tail");
		expect(received).toHaveLength(1);

		conn.push("", Buffer.alloc(100_000), "");
		conn.sendText("behind it");
		expect(conn.bufferedBytes).toBeLessThan(100_000);
	});

	it("sends what it was given before it is dropped", async () => {
		const client = await open();
		conns[0]!.sendText("why");
		conns[0]!.terminate();
		const [bytes] = await once(client, "data");
		expect(String(bytes)).toContain("why");
	});

	it("hears nothing while its answers are not taken, then everything in order", async () => {
		const client = await open();
		client.pause();
		const answer = Buffer.alloc(1_000_000, 0x61);
		while (conns[0]!.bufferedBytes === 0) {
			conns[0]!.push("", answer, "");
			await turn();
		}
		conns[0]!.pauseUntilDrained();
		await write(client, Buffer.concat([frame(0x81, "one"), frame(0x82, "two")]));
		await write(client, frame(0x81, "three"));
		expect(heard[0]!.messages).toEqual([]);
		client.resume();
		await heard[0]!.until(3);
		expect(heard[0]!.messages).toEqual(["text one", "binary two", "text three"]);
	});

	it.each([
		["a wrong frame", frame(0x83, "x"), 1006],
		["broken UTF-8", Buffer.concat([Buffer.from([0x81, 0x81]), MASK, Buffer.from([0xff])]), 1006],
		["a close frame", frame(0x88, ""), 1005],
	])("is over as soon as a client has answered the close after %s, and left", async (_, bytes, code) => {
		const client = await open();
		client.resume();
		await write(client, bytes);
		await write(client, frame(0x88, ""));
		client.end();
		await heard[0]!.until(1);
		expect(heard[0]!.messages).toEqual([`closed ${code}`]);
	});

	it("lets no more than so many wait for a client that answers no ping", async () => {
		const client = await open();
		let answered = 0;
		for (let k = 0; k < 1_000; k++) conns[0]!.ping(() => answered++);
		client.write(Buffer.concat([frame(0x8a, ""), frame(0x81, "after")]));
		await heard[0]!.until(1);
		expect(answered).toBe(256);
	});

	it("tells the close of a client that ends its side without a handshake", async () => {
		const client = await open();
		client.end(frame(0x81, "last"));
		await heard[0]!.until(2);
		expect(heard[0]!.messages).toEqual(["text last", "closed 1006"]);
	});
});
