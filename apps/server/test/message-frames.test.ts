import { decodeBinaryFrame, encodeBinaryClientPush, type JsonRef } from "@sensocto/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { outcome, RawSocket } from "./harness/raw-socket.ts";
import { TestServer } from "./launch-server.ts";

let server: TestServer;
let socket: RawSocket;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server?.stop());
afterEach(() => socket?.close());

const open = async (version: 1 | 2): Promise<RawSocket> => {
	socket = await RawSocket.open(server.socketUrl(version === 2 ? "vsn=2.0.0" : ""), version);
	return socket;
};

describe("references", () => {
	it("F1 are echoed with the JSON type they came with", async () => {
		for (const version of [1, 2] as const) {
			await open(version);
			const topic = `sensor:refs-${version}`;
			await socket.ask({ topic, event: "phx_join", ref: "0", joinRef: "0" });
			for (const ref of ["0", "1700000000.123", 7, "", 0] as JsonRef[]) {
				const answer = await socket.ask({ topic, event: "ping", ref, payload: { ref } });
				expect(answer.ref).toBe(ref);
			}
			socket.send({ topic, event: "ping", ref: null, payload: { last: 1 } });
			const answer = await socket.received.find((m) => JSON.stringify(m.payload).includes("last"));
			expect(answer.ref).toBeNull();
		}
	});

	it("F2 of an earlier join are dropped, a null one is accepted", async () => {
		await open(2);
		const topic = "sensor:stale";
		await socket.ask({ topic, event: "phx_join", ref: "1", joinRef: "1" });
		await socket.ask({ topic, event: "phx_join", ref: "2", joinRef: "2" });
		socket.send({ topic, event: "ping", ref: "3", joinRef: "1" });
		socket.send({ topic, event: "phx_leave", ref: "4", joinRef: "1" });
		expect(outcome(await socket.ask({ topic, event: "ping", ref: "5", joinRef: null }))).toEqual({ ok: {} });
		expect(outcome(await socket.ask({ topic, event: "ping", ref: "6", joinRef: "2" }))).toEqual({ ok: {} });
		expect(socket.received.all.filter(({ ref }) => ref === "3" || ref === "4")).toEqual([]);
	});

	it("F3 of a V1 join are honoured where a client sends them", async () => {
		await open(1);
		const topic = "sensor:v1-stale";
		const send = (event: string, ref: string, join_ref: string) =>
			socket.ws.send(JSON.stringify({ topic, event, payload: {}, ref, join_ref }));
		send("phx_join", "1", "a");
		send("ping", "2", "b");
		send("ping", "3", "a");
		expect(outcome(await socket.reply("3"))).toEqual({ ok: {} });
		expect(socket.received.all.some(({ ref }) => ref === "2")).toBe(false);
	});

	it("F4 of a join without one are the join's ref on pushes", async () => {
		await open(2);
		await socket.ask({ topic: "sensor:no-join-ref", event: "phx_join", ref: "77", joinRef: null });
		const config = await socket.received.next(({ event }) => event === "backpressure_config");
		expect(config.joinRef).toBe("77");
	});
});

describe("V2 binary frames", () => {
	const push = (topic: string, event: string, ref: string, payload = new Uint8Array([1, 2, 3])) =>
		socket.ws.send(encodeBinaryClientPush({ joinRef: "1", ref, topic, event, payload }));

	it("F5 are events no channel knows: ignored by sensors, refused by connectors", async () => {
		await open(2);
		await socket.ask({ topic: "sensor:binary", event: "phx_join", ref: "1", joinRef: "1" });
		await socket.ask({ topic: "connector:binary", event: "phx_join", ref: "2", joinRef: "1" });
		for (const event of ["measurement", "measurements_batch", "shout", "ping"])
			push("sensor:binary", event, "3");
		push("connector:binary", "ping", "4");
		expect(outcome(await socket.reply("4"))).toMatchObject({ error: { reason: "unknown_event" } });
		push("sensor:never", "ping", "5");
		expect(outcome(await socket.reply("5"))).toMatchObject({ error: { reason: "unmatched topic" } });
		expect(socket.received.all.some(({ ref, event }) => ref === "3" || event === "shout")).toBe(false);
		expect((await server.sensor("binary"))!.attributes).toEqual([]);
	});

	it("F6 that are cut short, of an unknown kind or not a client's close the socket alone", async () => {
		const bystander = await RawSocket.open(server.socketUrl());
		const whole = encodeBinaryClientPush({
			joinRef: "1",
			ref: "1",
			topic: "t",
			event: "e",
			payload: new Uint8Array(),
		});
		const reply = Uint8Array.of(1, 0, 0, 1, 2, 116, 111, 107);
		expect(decodeBinaryFrame(reply, "server").kind).toBe("reply");
		for (const bytes of [whole.subarray(0, 4), Uint8Array.of(9, 0, 0), Uint8Array.of(), reply]) {
			await open(2);
			socket.ws.send(bytes);
			expect((await socket.closed).code).toBe(1007);
		}
		expect(outcome(await bystander.ask({ topic: "phoenix", event: "heartbeat", ref: "1" }))).toEqual({
			ok: {},
		});
		await bystander.close();
	});

	it("F7 hold JSON with V1", async () => {
		await open(1);
		socket.ws.send(
			Buffer.from(JSON.stringify({ topic: "phoenix", event: "heartbeat", payload: {}, ref: "1" })),
		);
		expect(outcome(await socket.reply("1"))).toEqual({ ok: {} });
	});
});

describe("malformed frames", () => {
	const V1_BAD = [
		"{",
		"[]",
		"null",
		'"text"',
		'{"topic":"a","event":"b","payload":{}}',
		'{"topic":1,"event":"b","payload":{},"ref":"1"}',
	];
	const V2_BAD = ["{}", "[]", '["1","2","t","e"]', '[{},"2","t","e",{}]', '["1","2",3,"e",{}]'];

	it.each([
		[1, V1_BAD],
		[2, V2_BAD],
	] as const)("F8 close the socket with 1007 and nothing else (V%i)", async (version, frames) => {
		const bystander = await RawSocket.open(server.socketUrl());
		for (const frame of frames) {
			await open(version);
			socket.ws.send(frame);
			expect({ frame, code: (await socket.closed).code }).toEqual({ frame, code: 1007 });
		}
		expect(outcome(await bystander.ask({ topic: "phoenix", event: "heartbeat", ref: "1" }))).toEqual({
			ok: {},
		});
		await bystander.close();
		expect(server.process.running).toBe(true);
	});

	it("F9 extra elements and keys are ignored", async () => {
		await open(2);
		socket.ws.send('[null,"1","phoenix","heartbeat",{},"more",1]');
		expect(outcome(await socket.reply("1"))).toEqual({ ok: {} });
		await open(1);
		socket.ws.send('{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"1","time":9}');
		expect(outcome(await socket.reply("1"))).toEqual({ ok: {} });
	});
});
