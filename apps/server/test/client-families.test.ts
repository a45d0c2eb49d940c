import type { BackpressureConfig } from "@sensocto/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Observer } from "./harness/observer.ts";
import { outcome, RawSocket } from "./harness/raw-socket.ts";
import { TestServer } from "./launch-server.ts";

const T0 = 1_700_000_000_000;

let server: TestServer;
const sockets: RawSocket[] = [];
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server?.stop());
afterEach(async () => {
	for (const socket of sockets.splice(0)) await socket.close();
});

async function open(query = ""): Promise<RawSocket> {
	const socket = await RawSocket.open(server.socketUrl(query));
	sockets.push(socket);
	return socket;
}

const connectorJoin = (id: string, type: string, ref: string) => ({
	topic: `sensocto:connector:${id}`,
	event: "phx_join",
	payload: {
		connector_id: id,
		connector_name: `${type} connector`,
		connector_type: type,
		features: [],
		bearer_token: "",
	},
	ref,
});

const sensorJoin = (id: string, ref: string, overrides: Record<string, unknown> = {}) => ({
	topic: `sensocto:sensor:${id}`,
	event: "phx_join",
	payload: {
		connector_id: "c",
		connector_name: "c",
		sensor_id: id,
		sensor_name: id,
		sensor_type: "generic",
		attributes: {},
		sampling_rate: 10,
		batch_size: 5,
		bearer_token: "",
		...overrides,
	},
	ref,
});

const measurement = (id: string, ref: string, payload: unknown, attribute_id = "heartrate") => ({
	topic: `sensocto:sensor:${id}`,
	event: "measurement",
	payload: { attribute_id, payload, timestamp: T0 },
	ref,
});

describe("clients in the field", () => {
	it("Q1 rust: the token unescaped in the URL, a heartbeat at once with ref 0, and a config it can parse", async () => {
		const socket = await open("vsn=1.0.0&token=abc.d+e/f==");
		expect((await socket.ask({ topic: "phoenix", event: "heartbeat", ref: "0" })).frame).toEqual({
			topic: "phoenix",
			event: "phx_reply",
			payload: { status: "ok", response: {} },
			ref: "0",
		});
		expect(outcome(await socket.ask(connectorJoin("rusty", "rust", "1")))).toEqual({ ok: {} });
		expect(outcome(await socket.ask(sensorJoin("rust-1", "2")))).toEqual({ ok: {} });
		const { payload } = await socket.received.next(({ event }) => event === "backpressure_config");
		const config = payload as BackpressureConfig;
		expect(["none", "low", "medium", "high"]).toContain(config.attention_level);
		expect(["normal", "elevated", "high", "critical"]).toContain(config.system_load);
		for (const field of ["recommended_batch_window", "recommended_batch_size", "timestamp"] as const) {
			expect(Number.isSafeInteger(config[field]) && config[field] >= 0).toBe(true);
		}
	});

	it("Q2 unity: an empty connector id, awaited replies, and a subscription with five keys", async () => {
		const socket = await open();
		await socket.ask(connectorJoin("unity-c", "unity", "1"));
		expect(
			outcome(await socket.ask(sensorJoin("unity-1", "2", { connector_id: "", attributes: ["heartrate"] }))),
		).toEqual({ ok: {} });
		expect(outcome(await socket.ask(measurement("unity-1", "3", 71)))).toEqual({ ok: {} });
		const subscriber = await open();
		const five = {
			connector_id: "",
			connector_name: "U",
			sensor_id: "unity-1",
			sensor_type: "receiver",
			bearer_token: "",
		};
		const joined = await subscriber.ask({
			topic: "sensocto:sensor:unity-1",
			event: "phx_join",
			payload: five,
			ref: "1",
		});
		expect(outcome(joined)).toEqual({ ok: {} });
		const heard = await subscriber.received.next(({ event }) => event === "measurement");
		expect(heard.payload).toEqual({ attribute_id: "heartrate", payload: 71, timestamp: T0 });
	});

	it("Q3 simulator.py: no connector channel, unix times as refs, no heartbeat, attributes as an array", async () => {
		const socket = await open();
		const id = "Alice:heartrate";
		const observer = await Observer.open(server.url, "q3", [id]);
		const ref = () => String(Date.now() / 1000);
		const joinRef = ref();
		const answer = await socket.ask(
			sensorJoin(id, joinRef, { attributes: ["heartrate"], bearer_token: "fake" }),
		);
		expect(answer.ref).toBe(joinRef);
		for (let i = 0; i < 10; i++) socket.send(measurement(id, ref(), 60 + i));
		expect((await observer.until(id, "heartrate", 10)).map(({ value }) => value)).toEqual(
			Array.from({ length: 10 }, (_, i) => 60 + i),
		);
		await observer.close();
	});

	it("Q4 buttplug: colons in the id, attributes as an array of objects, disconnect before the leave", async () => {
		const socket = await open();
		const id = "buttplug:0:Dev_Name";
		const attributes = [{ attribute_id: "vibrate", attribute_type: "buttplug", sampling_rate: 10 }];
		expect(outcome(await socket.ask(sensorJoin(id, "1", { sensor_type: "buttplug", attributes })))).toEqual({
			ok: {},
		});
		socket.send(measurement(id, "2", { speed: 0.5 }, "vibrate"));
		socket.send({ topic: `sensocto:sensor:${id}`, event: "disconnect", ref: "3" });
		await socket.ask({ topic: `sensocto:sensor:${id}`, event: "phx_leave", ref: "4" });
		expect(socket.received.all.some(({ ref }) => ref === "2" || ref === "3")).toBe(false);
		expect((await server.sensor(id))!.attributes[0]).toMatchObject({
			attribute_id: "vibrate",
			attribute_type: "buttplug",
		});
	});

	it("Q5 web connector: an offline queue of 10 000 measurements arrives as one batch", async () => {
		const socket = await open();
		await socket.ask(sensorJoin("web-1", "1", { sensor_type: "html5", batch_size: 1 }));
		const queue = Array.from({ length: 10_000 }, (_, i) => ({
			attribute_id: "geolocation",
			payload: { latitude: 47 + i / 1e6, longitude: 8.31, accuracy: 6.5, status: "high_accuracy" },
			timestamp: T0 + i,
		}));
		socket.send({ topic: "sensocto:sensor:web-1", event: "measurements_batch", payload: queue, ref: "2" });
		await socket.ask({ topic: "sensocto:sensor:web-1", event: "ping", ref: "3" });
		expect(socket.received.all.some(({ ref }) => ref === "2")).toBe(false);
		expect((await server.sensor("web-1"))!.attributes[0]!.last_value).toEqual({
			timestamp: T0 + 9_999,
			payload: { latitude: 47.009999, longitude: 8.31, accuracy: 6.5, status: "high_accuracy" },
		});
	});

	it("Q6 threejs and rust after a reconnect: sends to a sensor that was not joined again are told so", async () => {
		const socket = await open();
		await socket.ask(connectorJoin("three", "typescript", "1"));
		const answer = await socket.ask(measurement("three-1", "2", 70));
		expect(outcome(answer)).toMatchObject({ error: { reason: "unmatched topic" } });
		expect((answer.payload as { response: { message: string } }).response.message).toContain(
			"Join the topic first",
		);
	});
});
