import { type AttentionLevel, backpressureConfig, type SystemLoad } from "@sensocto/protocol";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { CLIENT_LIMITS } from "./client-limits.ts";
import { SensorStream } from "./sensor-stream.ts";
import { SensoctoSocket } from "./socket.ts";
import { MemoryNetwork } from "./testing/memory-network.ts";

const TOPIC = "sensocto:sensor:belt:1";

function setUp() {
	const clock = new FakeClock();
	const network = new MemoryNetwork();
	const socket = new SensoctoSocket("ws://server.test", {
		clock,
		random: () => 0.5,
		WebSocket: network.WebSocket,
	});
	const stream = new SensorStream(socket, {
		sensorId: "belt:1",
		sensorName: "Belt",
		sensorType: "chest-belt",
		connectorId: "c1",
		connectorName: "Phone",
		connectorType: "test",
		attributes: {
			ecg: { attribute_type: "ecg", sampling_rate: 250, unit: "mV" },
			hr: { attribute_type: "heartrate", sampling_rate: 1 },
		},
		provenance: "replayed",
		source: "A database",
	});
	const configure = (level: AttentionLevel, load: SystemLoad = "normal", more = {}): void => {
		const plain = backpressureConfig({ level, load, memoryProtection: false, timestamp: clock.now() });
		const config = { ...plain, ...more };
		network.socket.deliver(null, null, TOPIC, "backpressure_config", config);
	};
	/** Sizes of the batches sent so far. */
	const batches = (): number[] =>
		network.sockets
			.flatMap((connection) => connection.frames)
			.filter((frame) => frame[3].startsWith("measurement"))
			.map((frame) => (frame[3] === "measurement" ? 1 : (frame[4] as unknown[]).length));
	const record = (attribute: string, count: number): void => {
		for (let i = 0; i < count; i++) stream.record(attribute, i, i);
	};
	return { batches, clock, configure, network, record, socket, stream };
}

async function opened() {
	const world = setUp();
	world.socket.connect();
	await world.stream.open();
	return world;
}

describe("SensorStream", () => {
	it("T1 reports a refused sensor", async () => {
		const { network, socket, stream } = setUp();
		network.respond = (to, frame) => to.reply(frame, "error", { reason: "too_many_attributes" });
		socket.connect();
		await expect(stream.open()).rejects.toMatchObject({ code: "too_many_attributes" });
	});

	it("T2 introduces the sensor with everything the protocol asks for", async () => {
		const { network } = await opened();
		expect(network.socket.frames[0]?.[4]).toEqual({
			connector_id: "c1",
			connector_name: "Phone",
			connector_type: "test",
			sensor_id: "belt:1",
			sensor_name: "Belt",
			sensor_type: "chest-belt",
			attributes: {
				ecg: { attribute_id: "ecg", attribute_type: "ecg", sampling_rate: 250, unit: "mV" },
				hr: { attribute_id: "hr", attribute_type: "heartrate", sampling_rate: 1 },
			},
			sampling_rate: 250,
			batch_size: 5,
			bearer_token: "",
			provenance: "replayed",
			source: "A database",
			columns: true,
		});
	});

	it("T3 sends slow samples when a batch is full or its window is over", async () => {
		const { batches, clock, configure, record } = await opened();
		configure("medium");
		record("hr", 12);
		expect(batches()).toEqual([5, 5]);
		await clock.advance(499);
		expect(batches()).toEqual([5, 5]);
		await clock.advance(1);
		expect(batches()).toEqual([5, 5, 2]);
	});

	it("T4 lets waveforms follow the window at every load", async () => {
		const { batches, configure, record } = await opened();
		for (const [load, size] of [
			["normal", 25],
			["elevated", 38],
			["critical", 125],
		] as const) {
			configure("high", load);
			record("ecg", size - 1);
			const before = batches().length;
			record("ecg", 1);
			expect(batches().slice(before)).toEqual([size]);
		}
	});

	it("T5 sends a single sample at once under high attention", async () => {
		const { configure, network, stream } = await opened();
		configure("high");
		stream.record("hr", 71, 1_700_000_000_000);
		stream.record("button", 3, 1_700_000_000_001, "press");
		expect(network.socket.frames.slice(1).map((frame) => [frame[3], frame[4]])).toEqual([
			["measurement", { attribute_id: "hr", payload: 71, timestamp: 1_700_000_000_000 }],
			["measurement", { attribute_id: "button", payload: 3, timestamp: 1_700_000_000_001, event: "press" }],
		]);
	});

	it("T6 drops and counts samples of a pause, but never events, and goes on afterwards", async () => {
		const { batches, clock, configure, record, stream } = await opened();
		record("hr", 2);
		configure("none", "critical");
		expect(batches()).toEqual([2]);
		record("hr", 100);
		stream.record("button", 1, 0, "press");
		await clock.advance(25_000);
		expect([stream.droppedSamples, batches()]).toEqual([100, [2, 1]]);
		configure("high");
		record("hr", 1);
		expect(batches()).toEqual([2, 1, 1]);
	});

	it("T11 never gates events: neither a pause nor a window nor a reduction holds them back", async () => {
		const { clock, configure, network, record, stream } = await opened();
		const events = { max_age_ms: 0, keep: "all" };
		configure("none", "critical", {
			attributes: { eye_blink: events, button: { ...events, keep: "latest" } },
		});
		record("hr", 3);
		stream.record("eye_blink", true, 10);
		stream.record("eye_blink", true, 11);
		stream.record("button", 1, 12, "press");
		stream.record("button", 1, 13, "release");
		await clock.advance(0);
		const sent = network.socket
			.sent("measurement")
			.map((frame) => (frame[4] as { timestamp: number }).timestamp);
		expect([sent, stream.droppedSamples]).toEqual([[10, 11, 12, 13], 3]);
	});

	it("T12 sends an event at once, whatever the window and whether or not the server has named its attribute", async () => {
		const { batches, configure, record, stream } = await opened();
		configure("none");
		record("hr", 2);
		stream.record("button", 1, 0, "press");
		expect(batches()).toEqual([3]);
	});

	it("T7 sends at once what waits when the window becomes shorter", async () => {
		const { batches, configure, record } = await opened();
		record("ecg", 30);
		configure("medium");
		expect(batches()).toEqual([30]);
	});

	it("T8 keeps the latest 10 000 samples while offline and sends them in bounded frames", async () => {
		const { batches, clock, network, record, stream } = await opened();
		network.accepts = false;
		network.socket.drop(1006);
		record("ecg", CLIENT_LIMITS.offlineMeasurements + 7);
		expect([stream.pendingSamples, stream.droppedSamples]).toEqual([CLIENT_LIMITS.offlineMeasurements, 7]);
		network.accepts = true;
		await clock.advance(100);
		network.socket.accept();
		await clock.advance(0);
		expect(batches()).toEqual(Array(10).fill(CLIENT_LIMITS.batchMeasurements));
		const first = network.socket.sent("measurements_batch")[0]?.[4] as { payload: number }[];
		expect(first[0]?.payload).toBe(7);
	});

	it("T9 holds back while the network does not keep up", async () => {
		const { batches, clock, configure, network, record, stream } = await opened();
		configure("high");
		network.socket.bufferedAmount = CLIENT_LIMITS.bufferedBytes;
		record("hr", 3);
		await clock.advance(1_000);
		expect([batches(), stream.pendingSamples]).toEqual([[], 3]);
		network.socket.bufferedAmount = 0;
		await clock.advance(100);
		expect(batches()).toEqual([3]);
	});

	it("T10 keeps the last config it could read", async () => {
		const { network, stream } = await opened();
		const configs: unknown[] = [];
		stream.onConfig((config) => configs.push(config));
		network.socket.deliver(null, null, TOPIC, "backpressure_config", { paused: "yes" });
		expect(configs).toEqual([]);
		expect(stream.config.recommended_batch_window).toBe(5_000);
	});

	it("T11 sends what waits before it leaves, then takes nothing more and leaves no timer", async () => {
		const { batches, clock, record, socket, stream } = await opened();
		record("hr", 3);
		await stream.close();
		record("hr", 3);
		await socket.close();
		expect([batches(), stream.droppedSamples, clock.pending]).toEqual([[3], 3, 0]);
	});

	it("falls back to nobody looking when the last configuration has expired", async () => {
		const { clock, network, stream } = await opened();
		const told: number[] = [];
		stream.onConfig((config) => told.push(config.recommended_batch_window));
		const config = backpressureConfig({
			level: "high",
			load: "normal",
			memoryProtection: false,
			timestamp: 0,
		});
		const push = (ttl_ms: number) =>
			network.socket.deliver(null, null, TOPIC, "backpressure_config", { ...config, ttl_ms });
		push(60_000);
		await clock.advance(50_000);
		push(60_000);
		await clock.advance(59_999);
		expect(stream.config.recommended_batch_window).toBe(100);
		await clock.advance(1);
		expect(stream.config).toMatchObject({ attention_level: "none", recommended_batch_window: 5_000 });
		expect(told).toEqual([100, 100, 5_000]);
	});

	it("sends a backlog whole, whatever is wanted of what is recorded from then on", async () => {
		const { clock, network, record, stream } = await opened();
		const config = backpressureConfig({
			level: "none",
			load: "normal",
			memoryProtection: false,
			timestamp: 0,
		});
		const thin = { ...config, attributes: { hr: { max_age_ms: 5_000, keep: "latest" } } };
		record("hr", 4);
		network.socket.deliver(null, null, TOPIC, "backpressure_config", thin);
		record("hr", 6);
		await clock.advance(5_000);
		expect([stream.sentSamples, stream.droppedSamples]).toEqual([5, 5]);
	});

	it("sends an attribute that may not wait at once, and leaves out what is not wanted", async () => {
		const { batches, clock, network, record, stream } = await opened();
		const config = backpressureConfig({
			level: "none",
			load: "normal",
			memoryProtection: false,
			timestamp: 0,
		});
		network.socket.deliver(null, null, TOPIC, "backpressure_config", {
			...config,
			attributes: { hr: { max_age_ms: 5_000, keep: "latest" }, button: { max_age_ms: 0, keep: "all" } },
		});
		record("hr", 3);
		expect(batches()).toEqual([]);
		stream.record("button", 1, 3, "press");
		expect(batches()).toEqual([2]);
		expect(stream.droppedSamples).toBe(2);
		record("ecg", 1);
		await clock.advance(4_999);
		expect(batches()).toEqual([2]);
		await clock.advance(1);
		expect(batches()).toEqual([2, 1]);
	});
});
