import type { JsonRef, SerializerVersion } from "@sensocto/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Incoming, outcome, RawSocket } from "./harness/raw-socket.ts";
import { TestServer } from "./launch-server.ts";

/** Protocol page 8.4: the steps every SDK takes, with both message forms. */
const FORMS: readonly (readonly [vsn: string, version: SerializerVersion])[] = [
	["", 1],
	["vsn=1.0.0", 1],
	["vsn=2.0.0", 2],
];

const at = 1_700_000_000_000;

let server: TestServer;
let socket: RawSocket;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server?.stop());
afterEach(() => socket?.close());

describe.each(FORMS)("the conformance script with %j", (vsn, version) => {
	const v2 = version === 2;
	const connector = `connector-${vsn}`;
	const sensor = `sensor-${vsn}`;
	const connectorTopic = `sensocto:connector:${connector}`;
	const topic = `sensocto:sensor:${sensor}`;
	let joinRef: JsonRef = null;

	/** The frame a message must have been. */
	const frame = (refs: { joinRef: JsonRef; ref: JsonRef }, event: string, payload: unknown, on = topic) =>
		v2 ? [refs.joinRef, refs.ref, on, event, payload] : { topic: on, event, payload, ref: refs.ref };
	const reply = (ref: JsonRef, response: object, status = "ok", on = topic, join: JsonRef = joinRef) =>
		frame({ joinRef: join, ref }, "phx_reply", { status, response }, on);
	const ask = (event: string, ref: string, payload: unknown = {}): Promise<Incoming> =>
		socket.ask({ topic, event, payload, ref, joinRef: v2 ? joinRef : null });
	const join = async (ref: string): Promise<Incoming> => {
		joinRef = v2 ? ref : null;
		const payload = { sensor_id: sensor, attributes: ["hr"], bearer_token: "" };
		return socket.ask({ topic, event: "phx_join", payload, ref, joinRef });
	};
	const start = async (): Promise<void> => {
		socket = await RawSocket.open(server.socketUrl(vsn), version);
		await join("2");
	};

	/** Frames of the protocol itself; configurations may come between them at any time. */
	const protocolFrames = () =>
		socket.received.all.filter(({ event }) => event.startsWith("phx_")).map((each) => each.frame);

	it("S1 upgrades without an Origin and without extensions", async () => {
		socket = await RawSocket.open(server.socketUrl(vsn), version, { perMessageDeflate: true });
		expect(socket.ws.extensions).toBe("");
		expect(socket.ws.protocol).toBe("");
	});

	it("S2 answers the connector's join", async () => {
		socket = await RawSocket.open(server.socketUrl(vsn), version);
		const payload = {
			connector_id: connector,
			connector_name: "c",
			connector_type: "rust",
			features: [],
			bearer_token: "",
		};
		const answer = await socket.ask({
			topic: connectorTopic,
			event: "phx_join",
			payload,
			ref: "1",
			joinRef: v2 ? "1" : null,
		});
		expect(answer.frame).toEqual(reply("1", {}, "ok", connectorTopic, v2 ? "1" : null));
	});

	it("S3 answers the sensor's join, and backpressure_config follows with a null ref", async () => {
		socket = await RawSocket.open(server.socketUrl(vsn), version);
		const answer = await join("2");
		expect(answer.frame).toEqual(reply("2", {}));
		const config = await socket.received.next(({ event }) => event === "backpressure_config");
		expect(config.frame).toEqual(frame({ joinRef, ref: null }, "backpressure_config", config.payload));
		expect(config.at).toBeGreaterThanOrEqual(answer.at);
	});

	it("S4 S5 takes measurements and a batch without a word", async () => {
		await start();
		const send = (event: string, payload: unknown) =>
			socket.send({ topic, event, payload, ref: "9", joinRef });
		for (const payload of [71, { value: 1 }, [1, 2]]) {
			send("measurement", { attribute_id: "thing", payload, timestamp: at });
		}
		send("measurements_batch", [{ attribute_id: "hr", payload: 72, timestamp: at }]);
		await ask("ping", "10");
		expect(socket.received.all.filter(({ event }) => event === "phx_reply")).toHaveLength(2);
		expect((await server.sensor(sensor))!.attributes.map(({ attribute_id }) => attribute_id)).toEqual([
			"hr",
			"thing",
		]);
	});

	it("S6 S7 refuses a malformed attribute id, alone and in a batch", async () => {
		await start();
		const bad = { attribute_id: "bad id!", payload: 1, timestamp: at };
		const alone = await ask("measurement", "3", bad);
		expect(outcome(alone)).toEqual({ error: { reason: "invalid_attribute_id" } });
		expect(alone.frame).toEqual(frame({ joinRef, ref: "3" }, "phx_reply", alone.payload));
		const batch = await ask("measurements_batch", "4", [{ ...bad, attribute_id: "fresh" }, bad]);
		expect(outcome(batch)).toEqual({ error: { reason: "invalid_batch", failed_count: 1 } });
		expect(JSON.stringify(await server.sensor(sensor))).not.toContain("fresh");
	});

	it("S8 registers an attribute in silence and refuses an unknown action", async () => {
		await start();
		const update = {
			action: "register",
			attribute_id: "temp",
			metadata: { attribute_type: "temperature", sampling_rate: 1 },
		};
		socket.send({ topic, event: "update_attributes", payload: update, ref: "5", joinRef });
		const refused = await ask("update_attributes", "6", { ...update, action: "explode" });
		expect(outcome(refused)).toEqual({ error: { reason: "invalid_action" } });
		expect(socket.received.all.some(({ ref }) => ref === "5")).toBe(false);
	});

	it("S9 S10 answers ping with its payload and heartbeats without a join reference", async () => {
		await start();
		expect((await ask("ping", "7", { n: 1 })).frame).toEqual(reply("7", { n: 1 }));
		const beat = await socket.ask({ topic: "phoenix", event: "heartbeat", ref: "8" });
		expect(beat.frame).toEqual(reply("8", {}, "ok", "phoenix", null));
	});

	it("S11 refuses events for topics that are not joined, and phoenix events that are no heartbeat", async () => {
		await start();
		const elsewhere = [
			{ topic: "sensocto:sensor:never", event: "measurement", ref: "20", joinRef: v2 ? "19" : null },
			{ topic: "phoenix", event: "dance", ref: "21" },
			{ topic: "weather", event: "phx_join", ref: "22", joinRef: v2 ? "22" : null },
		];
		for (const message of elsewhere) {
			const answer = await socket.ask(message);
			expect(outcome(answer)).toMatchObject({ error: { reason: "unmatched topic" } });
			expect(answer.frame).toEqual(
				frame({ joinRef: null, ref: message.ref }, "phx_reply", answer.payload, message.topic),
			);
		}
	});

	it("S12 answers a second join, then closes the first channel under its own reference", async () => {
		await start();
		await join("30");
		await ask("ping", "31");
		expect(protocolFrames().slice(1)).toEqual([
			reply("30", {}),
			frame({ joinRef: v2 ? "2" : null, ref: "2" }, "phx_close", {}),
			reply("31", {}),
		]);
	});

	it("S13 answers a leave, then closes; a second leave is answered only", async () => {
		await start();
		await ask("phx_leave", "40");
		await ask("phx_leave", "41");
		expect(protocolFrames().slice(1)).toEqual([
			reply("40", {}),
			frame({ joinRef, ref: "2" }, "phx_close", {}),
			reply("41", {}),
		]);
	});

	it("S14 answers every one of several joins in a row, each close after the next reply", async () => {
		socket = await RawSocket.open(server.socketUrl(vsn), version);
		// The first join asks the database for its session, the others are decided at once.
		for (const [ref, payload] of [
			["50", { session: `s-${vsn}` }],
			["51", {}],
			["52", {}],
		] as const) {
			socket.send({ topic, event: "phx_join", payload, ref, joinRef: v2 ? ref : null });
		}
		socket.send({ topic, event: "phx_leave", ref: "53", joinRef: v2 ? "52" : null });
		await socket.received.find(({ event, ref }) => event === "phx_close" && ref === "52");
		const events = socket.received.all.filter(({ event }) => event.startsWith("phx_"));
		expect(events.map(({ event, ref }) => `${event} ${ref}`)).toEqual([
			"phx_reply 50",
			"phx_reply 51",
			"phx_close 50",
			"phx_reply 52",
			"phx_close 51",
			"phx_reply 53",
			"phx_close 52",
		]);
	});
});
