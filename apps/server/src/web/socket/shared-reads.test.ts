import { once } from "node:events";
import { connect, createServer, type Server, Socket } from "node:net";
import { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readShared } from "./shared-reads.ts";

let server: Server;
let client: Socket;
let accepted: Socket;

beforeEach(async () => {
	server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("no port");
	client = connect({ port: address.port, host: "127.0.0.1", allowHalfOpen: true });
	[accepted] = (await once(server, "connection")) as [Socket];
	await once(client, "connect");
});

afterEach(() => {
	client.destroy();
	accepted.destroy();
	server.close();
});

/** Takes reads of the accepted socket until `bytes` have come, and tells how they came. */
function take(bytes: number): Promise<{ text: string; buffers: Set<Buffer> }> {
	return new Promise((resolve) => {
		let text = "";
		const buffers = new Set<Buffer>();
		readShared(accepted, (buffer, count) => {
			buffers.add(buffer);
			text += buffer.toString("latin1", 0, count);
			if (text.length >= bytes) resolve({ text, buffers });
			return true;
		});
	});
}

describe("readShared", () => {
	it.runIf(process.platform !== "win32")("switches an accepted socket of this version of Node", () => {
		expect(readShared(accepted, () => true)).toBe(true);
	});

	it("leaves alone what is no plain socket, is closed, or was switched before", () => {
		expect(readShared(new TLSSocket(new Duplex()), () => true)).toBe(false);
		expect(readShared(new Duplex() as Socket, () => true)).toBe(false);
		expect(readShared(new Socket(), () => true)).toBe(false);
		readShared(accepted, () => true);
		expect(readShared(accepted, () => true)).toBe(false);
	});

	it("leaves alone a socket without the fields that this Node has", () => {
		const symbols = Object.getOwnPropertySymbols(accepted).filter(
			(each) => each.description === "kBufferGen",
		);
		for (const each of symbols) Reflect.deleteProperty(accepted, each);
		expect(readShared(accepted, () => true)).toBe(false);
	});

	it("reads all bytes, in order, into one buffer", async () => {
		accepted.resume();
		const sent = Array.from({ length: 40_000 }, (_, k) => `${k};`).join("");
		const taken = take(sent.length);
		client.write(sent, "latin1");
		const { buffers, text } = await taken;
		expect(text).toBe(sent);
		expect(buffers.size).toBe(1);
	});

	it("reads nothing while paused, and the rest after", async () => {
		const seen: string[] = [];
		const reads = new Promise<void>((resolve) => {
			readShared(accepted, (buffer, count) => {
				seen.push(buffer.toString("latin1", 0, count));
				accepted.pause();
				if (seen.length === 1) client.write("second", "latin1", () => setImmediate(() => accepted.resume()));
				else resolve();
				return true;
			});
		});
		accepted.resume();
		client.write("first");
		await reads;
		expect(seen).toEqual(["first", "second"]);
	});

	it("stops when told to, until the socket is resumed", async () => {
		const seen: string[] = [];
		const reads = new Promise<void>((resolve) => {
			readShared(accepted, (buffer, count) => {
				seen.push(buffer.toString("latin1", 0, count));
				if (seen.length === 2) resolve();
				else client.write("second", () => setImmediate(() => accepted.resume()));
				return seen.length === 2;
			});
		});
		accepted.resume();
		client.write("first");
		await reads;
		expect(seen).toEqual(["first", "second"]);
	});

	it("tells the end of a half-open socket, which can still write", async () => {
		readShared(accepted, () => true);
		accepted.resume();
		client.end("last");
		await once(accepted, "end");
		accepted.end("answer");
		const [answer] = (await once(client, "data")) as [Buffer];
		expect(String(answer)).toBe("answer");
	});

	it("tells a reset as an error", async () => {
		readShared(accepted, () => true);
		accepted.resume();
		client.resetAndDestroy();
		const [error] = (await once(accepted, "error")) as [NodeJS.ErrnoException];
		expect(error.code).toBe("ECONNRESET");
	});
});
