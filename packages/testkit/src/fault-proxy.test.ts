import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FaultPlan } from "./fault-plan.ts";
import { FaultProxy } from "./fault-proxy.ts";
import { waitUntil } from "./wait-until.ts";

/** A server that keeps what it gets and how each connection ended. */
let server: Server;
let proxy: FaultProxy;
let received: Buffer[];
let endings: string[];
let peers: Socket[];

beforeEach(async () => {
	received = [];
	endings = [];
	peers = [];
	server = createServer({ allowHalfOpen: true }, (socket) => {
		const index = peers.push(socket) - 1;
		received[index] = Buffer.alloc(0);
		socket.on("data", (chunk: Buffer) => {
			received[index] = Buffer.concat([received[index]!, chunk]);
		});
		socket.on("end", () => endings.push("end"));
		socket.on("error", (error: NodeJS.ErrnoException) => endings.push(error.code!));
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
});

afterEach(async () => {
	await proxy.close();
	for (const peer of peers) peer.destroy();
	server.close();
});

async function client(plan: FaultPlan = {}, seed = 1): Promise<Socket> {
	proxy = await FaultProxy.listen({ port: (server.address() as AddressInfo).port, seed, plan: () => plan });
	return open();
}

async function open(): Promise<Socket> {
	const socket = connect(proxy.port, "127.0.0.1").on("error", () => {});
	await once(socket, "connect");
	return socket;
}

/** Resolves when a socket is closed, whether or not by an error. */
const gone = (socket: Socket) => new Promise<void>((resolve) => socket.once("close", () => resolve()));

const TEXT = Buffer.from(Array.from({ length: 5_000 }, (_, k) => k % 251));
const arrived = (count: number) => waitUntil(() => received[0]?.length === count, { what: `${count} bytes` });

describe("FaultProxy", () => {
	it("resets in the middle of what is sent, and swallows the rest", async () => {
		const socket = await client({ toServer: { resetAfterBytes: 1_234 } });
		socket.write(TEXT);
		await gone(socket);
		await waitUntil(() => endings.length === 1);
		expect(endings).toEqual(["ECONNRESET"]);
		expect(TEXT.subarray(0, 1_234).subarray(0, received[0]!.length)).toEqual(received[0]);
	});

	it("cuts after a number of bytes, in the orderly way", async () => {
		const socket = await client({ toServer: { cutAfterBytes: 700 } });
		socket.write(TEXT);
		await waitUntil(() => endings.length === 1);
		expect([endings, received[0]]).toEqual([["end"], TEXT.subarray(0, 700)]);
	});

	it("goes silent: neither further bytes nor the end arrive", async () => {
		const socket = await client({ toServer: { silentAfterBytes: 10 } });
		socket.end(TEXT);
		await arrived(10);
		peers[0]!.write("still there");
		const [answer] = (await once(socket, "data")) as [Buffer];
		expect([String(answer), endings, received[0]!.length]).toEqual(["still there", [], 10]);
	});

	it("carries everything unchanged when it is only slow", async () => {
		const slow = { delayMs: 1, jitterMs: 3, pieceBytes: 300, bytesPerSecond: 500_000 };
		const socket = await client({ toServer: slow, toClient: slow });
		socket.end(TEXT);
		await waitUntil(() => endings.length === 1);
		expect(received[0]).toEqual(TEXT);
		let back = Buffer.alloc(0);
		socket.on("data", (chunk: Buffer) => {
			back = Buffer.concat([back, chunk]);
		});
		peers[0]!.end(TEXT);
		await gone(socket);
		expect(back).toEqual(TEXT);
	});

	it("lets a sender feel a slow reader", async () => {
		const socket = await client({ toServer: { bytesPerSecond: 1_000 } });
		while (socket.write(Buffer.alloc(65_536)));
		await waitUntil(() => proxy.connections[0]!.toServer.carried > 0);
		const before = socket.writableLength;
		for (let k = 0; k < 100; k++) socket.write(Buffer.alloc(65_536));
		await waitUntil(() => proxy.connections[0]!.toServer.carried > 50);
		expect(socket.writableLength).toBeGreaterThan(before);
		expect(received[0]!.length).toBeLessThan(65_536);
	});

	it("drops and duplicates whole chunks by chance, the same ones for the same seed", async () => {
		const runs: number[][] = [];
		for (const seed of [7, 7, 8]) {
			peers.length = 0;
			const socket = await client({ toServer: { dropChance: 0.3, duplicateChance: 0.3 } }, seed);
			socket.setNoDelay(true);
			await waitUntil(() => peers.length === 1);
			const sent = proxy.connections;
			for (let k = 0; k < 30; k++) {
				socket.write(Uint8Array.of(k));
				// Each byte is a chunk of its own once the one before has been taken.
				await waitUntil(() => sent[0]!.toServer.taken === k + 1, { intervalMs: 1 });
			}
			socket.end();
			await waitUntil(() => peers[0]!.readableEnded);
			runs.push([...received[0]!]);
			await proxy.close();
		}
		const counts = runs.map((bytes) => new Set(bytes).size);
		for (const count of counts) expect(count).toBeLessThan(30);
		for (const bytes of runs) expect(bytes.length).toBeGreaterThan(new Set(bytes).size);
		expect(runs[0]).toEqual(runs[1]);
		expect(runs[0]).not.toEqual(runs[2]);
	});

	it("holds everything back during a partition and delivers it afterwards", async () => {
		const socket = await client();
		socket.write("a");
		await arrived(1);
		proxy.partition();
		socket.write("b");
		const late = await open();
		late.write("c");
		await waitUntil(() => proxy.connections.length === 2);
		peers[0]!.write("unheard");
		expect(received.map(String)).toEqual(expect.not.arrayContaining(["ab"]));
		proxy.heal();
		await waitUntil(() => received.map(String).join() === "ab,c");
	});

	it("resets and cuts a connection when told to, and resets all at its end", async () => {
		const first = await client();
		const second = await open();
		const third = await open();
		await waitUntil(() => peers.length === 3);
		const [a, b] = proxy.connections;
		a!.reset();
		await gone(first);
		b!.cut();
		await once(second, "end");
		const ended = gone(third);
		await proxy.close();
		await ended;
		await waitUntil(() => endings.length === 3);
		expect(endings.toSorted()).toEqual(["ECONNRESET", "ECONNRESET", "end"]);
	});
});
