import { SensoctoSocket, ViewerSession } from "@sensocto/client";
import type { DirectoryUpdate, SensorSummary } from "@sensocto/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Inbox } from "./harness/inbox.ts";
import { Observer } from "./harness/observer.ts";
import { outcome, RawSocket } from "./harness/raw-socket.ts";
import { TestServer } from "./launch-server.ts";

/** Long enough to return within it on a busy machine, short enough to wait for. */
const GRACE_MS = 4_000;

let server: TestServer;
let lobby: SensoctoSocket;
const updates = new Inbox<SensorSummary>();
const forgotten = new Inbox<string>();
beforeAll(async () => {
	server = await TestServer.launch({ SENSOR_GRACE_MS: String(GRACE_MS) });
	lobby = new SensoctoSocket(server.url);
	lobby.connect();
	const session = new ViewerSession(lobby, { viewId: "lobby", directory: true });
	session.onDirectory(({ removed, sensors }: DirectoryUpdate) => {
		for (const sensor of sensors) updates.push(sensor);
		for (const id of removed) forgotten.push(id);
	});
	await session.open();
});
afterAll(() => server?.stop());

/** Waits until the directory tells this status of the sensor. */
const status = (id: string, wanted: string): Promise<SensorSummary> =>
	updates.find((each) => each.sensor_id === id && each.status === wanted, `${wanted} of ${id}`);

/** A device on a connection of its own that has sent these values. */
async function device(id: string, values: readonly number[] = []): Promise<RawSocket> {
	const socket = await RawSocket.open(server.socketUrl());
	const topic = `sensor:${id}`;
	await socket.ask({ topic, event: "phx_join", payload: { sensor_id: id }, ref: "join" });
	for (const payload of values) {
		const timestamp = 1_700_000_000_000 + payload;
		socket.send({
			topic,
			event: "measurement",
			payload: { attribute_id: "steps", payload, timestamp },
			ref: "m",
		});
	}
	await socket.ask({ topic, event: "ping", ref: "ping" });
	return socket;
}

describe.concurrent("a sensor that loses its connection (A6)", () => {
	it("L1 is disconnected, then offline after the grace period, and keeps what was known", async () => {
		const socket = await device("l1", [1, 2, 3]);
		socket.ws.terminate();
		await status("l1", "disconnected");
		const offline = await status("l1", "offline");
		expect(offline.attributes[0]).toMatchObject({ attribute_id: "steps", last_value: { payload: 3 } });
		expect((await server.history("l1", "steps"))!.v).toEqual([1, 2, 3]);
	});

	it("L8 returns after it was offline with the attributes and last values it had, until it sends or unregisters them", async () => {
		const topic = "sensor:l8";
		const shown = async () =>
			(await server.sensor("l8"))!.attributes.map((each) => [
				each.attribute_id,
				each.last_value?.payload,
				each.rate_hz,
			]);
		const data = (values: Record<string, number>) => ({
			topic,
			event: "data",
			payload: { data: values },
			ref: "d",
		});
		const before = await device("l8");
		before.send(data({ battery: 80, temperature: 21, humidity: 60 }));
		await before.ask({ topic, event: "ping", ref: "sent" });
		before.ws.terminate();
		await status("l8", "offline");
		const after = await device("l8");
		expect(await shown()).toEqual([
			["battery", { level: 80 }, 0],
			["temperature", 21, 0],
			["humidity", 60, 0],
		]);
		after.send(data({ temperature: 22 }));
		after.send({
			topic,
			event: "update_attributes",
			payload: { action: "unregister", attribute_id: "battery" },
			ref: "u",
		});
		await after.ask({ topic, event: "ping", ref: "sent" });
		expect(await shown()).toEqual([
			["temperature", 22, 0],
			["humidity", 60, 0],
		]);
		await after.close();
	});

	it("L9 is forgotten after the grace period when nothing of it was stored, and begins anew when it returns", async () => {
		const topic = "sensor:l9";
		const params = { sensor_id: "l9", attributes: { steps: { attribute_id: "steps" } } };
		const before = await RawSocket.open(server.socketUrl());
		await before.ask({ topic, event: "phx_join", payload: params, ref: "1" });
		const observer = await Observer.open(server.url, "l9-view", ["l9"]);
		before.ws.terminate();
		await forgotten.find((id) => id === "l9", "l9 to be forgotten");
		expect(await server.sensor("l9")).toBeUndefined();
		expect(await server.history("l9", "steps")).toBeUndefined();
		const after = await device("l9", [1, 2]);
		expect(await server.sensor("l9")).toMatchObject({ status: "online" });
		// Who watched it all the time sees it.
		const samples = await observer.until("l9", "steps", 2);
		expect(samples.map(({ value }) => value)).toEqual([1, 2]);
		await Promise.all([observer.close(), after.close()]);
	});

	it("L2 resumes on a rejoin within the grace period with its samples in memory", async () => {
		(await device("l2", [1, 2, 3])).ws.terminate();
		await status("l2", "disconnected");
		const socket = await device("l2", [4]);
		const observer = await Observer.open(server.url, "l2-view", ["l2"], 60_000);
		const samples = await observer.until("l2", "steps", 4);
		expect(samples.map(({ seq, value }) => [seq, value])).toEqual([
			[0, 1],
			[1, 2],
			[2, 3],
			[3, 4],
		]);
		expect(await server.sensor("l2")).toMatchObject({ status: "online" });
		await Promise.all([observer.close(), socket.close()]);
	});

	it("L3 stays online when the cleanup of a replaced or lost channel comes late", async () => {
		const held: RawSocket[] = [];
		for (let i = 0; i < 10; i++) {
			const lost = await device("l3", [i]);
			held.push(await device("l3"));
			lost.ws.terminate();
			if (i > 0) held[i - 1]!.ws.terminate();
		}
		(await device("l3-control", [1])).ws.terminate();
		await status("l3-control", "offline");
		expect(await server.sensor("l3")).toMatchObject({ status: "online" });
		const last = held.at(-1)!;
		expect(
			outcome(await last.ask({ topic: "sensor:l3", event: "ping", payload: { n: 3 }, ref: "p" })),
		).toEqual({ ok: { n: 3 } });
		await last.close();
	});

	it("L4 is online while one of several channels is left, however they end", async () => {
		const [first, second] = [await device("l4"), await device("l4")];
		await first.ask({ topic: "sensor:l4", event: "phx_leave", ref: "leave" });
		await first.ask({ topic: "sensor:l4", event: "phx_join", ref: "again" });
		await first.ask({ topic: "sensor:l4", event: "phx_join", ref: "twice" });
		await first.close();
		(await device("l4-control", [1])).ws.terminate();
		await status("l4-control", "offline");
		expect(
			updates.all.filter(({ sensor_id }) => sensor_id === "l4").map((each) => each.status),
		).not.toContain("disconnected");
		expect(await server.sensor("l4")).toMatchObject({ status: "online" });
		await second.close();
	});

	it("L7 is seen again by the viewers that stayed when it returns after it was offline", async () => {
		const observer = await Observer.open(server.url, "l7-view", ["l7"]);
		(await device("l7", [1])).ws.terminate();
		await observer.until("l7", "steps", 1);
		await status("l7", "offline");
		const socket = await device("l7", [2]);
		const samples = await observer.until("l7", "steps", 2);
		expect(samples.map(({ value }) => value)).toEqual([1, 2]);
		const config = await socket.received.find(({ event }) => event === "backpressure_config");
		expect(config.payload).toMatchObject({ attention_level: "high" });
		await Promise.all([observer.close(), socket.close()]);
	});
});

describe("a server that is asked to stop", () => {
	it("L5 closes every socket with 1012 and ends with code 0", async () => {
		const sockets = [await device("l5", [1]), await RawSocket.open(server.socketUrl("vsn=2.0.0"), 2)];
		await lobby.close();
		const stopped = server.stop();
		for (const socket of sockets) expect((await socket.closed).code).toBe(1012);
		expect(await stopped).toEqual({ code: 0, signal: null });
	});
});
