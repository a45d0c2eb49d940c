import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { waitUntil } from "@sensocto/testkit";
import { Socket as PhoenixSocket } from "phoenix";
import { afterEach, describe, expect, it } from "vitest";
import { type WebSocket as ServerSocket, WebSocketServer } from "ws";
import { SensoctoSocket } from "./socket.ts";
import type { Frame } from "./testing/memory-network.ts";

/** A real server that answers every frame with `ok` and its payload. */
async function startServer(port = 0) {
	const server = new WebSocketServer({ host: "127.0.0.1", port });
	await once(server, "listening");
	const frames: Frame[] = [];
	const connections: ServerSocket[] = [];
	server.on("connection", (connection, request) => {
		expect(request.url).toContain("/socket/websocket?");
		connections.push(connection);
		connection.on("message", (data) => {
			const frame = JSON.parse(String(data)) as Frame;
			frames.push(frame);
			const reply = { status: "ok", response: frame[4] };
			connection.send(JSON.stringify([frame[0], frame[1], frame[2], "phx_reply", reply]));
		});
	});
	const address = (server.address() as AddressInfo).port;
	const stop = async (): Promise<void> => {
		for (const connection of server.clients) connection.terminate();
		server.close();
		await once(server, "close");
	};
	return { connections, frames, port: address, stop, url: `http://127.0.0.1:${address}` };
}

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
	for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe("SensoctoSocket and a real WebSocket server", () => {
	it("R1 comes back after the server was gone, and its channels with it", async () => {
		const first = await startServer();
		const socket = new SensoctoSocket(first.url, { random: () => 0 });
		cleanups.push(() => socket.close());
		socket.connect();
		const channel = socket.channel("viewer:v1");
		await channel.join();
		await first.stop();
		await waitUntil(() => socket.state === "waiting");
		const second = await startServer(first.port);
		cleanups.push(() => second.stop());
		await waitUntil(() => channel.state === "joined");
		expect(await channel.push("ping", { n: 1 })).toEqual({ n: 1 });
	});

	it("R2 comes back after code 1012 and stays away after 1000", async () => {
		const server = await startServer();
		cleanups.push(() => server.stop());
		const socket = new SensoctoSocket(server.url, { random: () => 0 });
		cleanups.push(() => socket.close());
		socket.connect();
		await waitUntil(() => server.connections[0]);
		server.connections[0]?.close(1012);
		await waitUntil(() => server.connections[1]);
		await waitUntil(() => socket.state === "open");
		server.connections[1]?.close(1000);
		await waitUntil(() => socket.state === "closed");
		expect(server.connections).toHaveLength(2);
	});

	it("R3 closes without losing what was sent just before", async () => {
		const server = await startServer();
		cleanups.push(() => server.stop());
		const socket = new SensoctoSocket(server.url);
		socket.connect();
		const channel = socket.channel("sensocto:sensor:a");
		await channel.join();
		for (let i = 0; i < 100; i++) channel.send("measurement", i);
		await socket.close();
		await waitUntil(() => server.frames.length === 101);
		expect(server.frames.at(-1)?.[4]).toBe(99);
	});

	it("R4 sends the same frames as the official Phoenix client", async () => {
		const server = await startServer();
		cleanups.push(() => server.stop());
		const payload = { attribute_id: "ecg", payload: { ä: [1, null, "\u2028"] }, timestamp: 1 };

		const reference = new PhoenixSocket(`${server.url.replace("http", "ws")}/socket`, { vsn: "2.0.0" });
		cleanups.push(() => new Promise<void>((resolve) => reference.disconnect(resolve)));
		reference.connect();
		const official = reference.channel("sensocto:sensor:a:b", { sensor_id: "a:b" });
		official.join();
		official.push("measurement", payload);
		await waitUntil(() => server.frames.length === 2);
		official.leave();
		await waitUntil(() => server.frames.length === 3);
		const expected = normalised(server.frames.splice(0));

		const socket = new SensoctoSocket(server.url);
		cleanups.push(() => socket.close());
		socket.connect();
		const channel = socket.channel("sensocto:sensor:a:b", { sensor_id: "a:b" });
		await channel.join();
		await channel.push("measurement", payload);
		await channel.leave();
		expect(normalised(server.frames)).toEqual(expected);
	});
});

/** Refs are free to choose: only their equality within a conversation counts. */
function normalised(frames: readonly Frame[]): unknown[] {
	const known = new Map<string | null, string | null>([[null, null]]);
	const short = (ref: string | null): string | null => {
		if (!known.has(ref)) known.set(ref, `#${known.size}`);
		return known.get(ref) ?? null;
	};
	return frames.map(([joinRef, ref, ...rest]) => [short(joinRef), short(ref), ...rest]);
}
