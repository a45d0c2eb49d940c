import { backpressureConfig } from "@sensocto/protocol";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { CLIENT_LIMITS } from "./client-limits.ts";
import { SensorStream } from "./sensor-stream.ts";
import { SensoctoSocket } from "./socket.ts";
import { MemoryNetwork } from "./testing/memory-network.ts";

/** A stream on a server whose replies to joins are `replies`, one after the other; the last one stays. */
async function open(...replies: unknown[]) {
	const clock = new FakeClock();
	const network = new MemoryNetwork();
	network.respond = (socket, frame) => {
		if (frame[3] !== "phx_join") return;
		socket.reply(frame, "ok", replies.length > 1 ? replies.shift() : replies[0]);
	};
	const socket = new SensoctoSocket("ws://server.test", {
		clock,
		random: () => 0.5,
		WebSocket: network.WebSocket,
	});
	const stream = new SensorStream(socket, {
		sensorId: "belt",
		sensorName: "Belt",
		sensorType: "chest-belt",
		connectorId: "c1",
		connectorName: "Phone",
		connectorType: "test",
		attributes: { hr: { attribute_type: "heartrate", sampling_rate: 1 } },
		provenance: "real",
	});
	socket.connect();
	await stream.open();
	const sent = () =>
		network.sockets
			.flatMap(({ frames }) => frames)
			.filter(([, , , event]) => event.startsWith("measurement"))
			.map(([, , , event, payload]) => [event, payload]);
	const record = (count: number): void => {
		for (let i = 0; i < count; i++) stream.record("hr", 70 + i, 1_000 + 500 * i);
		stream.flush();
	};
	return { clock, network, record, sent, stream };
}

const row = (value: number, timestamp: number) => ({ attribute_id: "hr", payload: value, timestamp });
const ROWS = ["measurements_batch", [row(70, 1_000), row(71, 1_500), row(72, 2_000)]];
const COLUMNS = ["measurements_columns", { t0: 1_000, columns: { hr: { dt: 500, v: [70, 71, 72] } } }];

describe("SensorStream", () => {
	it.each([{}, null, "ok", { columns: "true" }, { columns: 1 }])(
		"T12 sends rows to a server that answers a join with %j",
		async (reply) => {
			const { record, sent } = await open(reply);
			record(3);
			expect(sent()).toEqual([ROWS]);
		},
	);

	it("T13 falls back to rows when the server it comes back to reads no columns, and takes them up again", async () => {
		const { clock, network, record, sent } = await open({ columns: true }, {}, { columns: true });
		record(3);
		for (let i = 0; i < 2; i++) {
			network.socket.drop(1006);
			await clock.advance(10_000);
			record(3);
		}
		expect(sent()).toEqual([COLUMNS, ROWS, COLUMNS]);
	});

	it("T14 sends plain numbers in columns and everything else of the batch in rows, and counts both", async () => {
		const { record, sent, stream } = await open({ columns: true });
		stream.record("button", 1, 900, "press");
		record(3);
		stream.record("note", "a", 1);
		stream.record("note", "b", 2);
		record(1);
		expect(sent()).toEqual([
			["measurement", { attribute_id: "button", payload: 1, timestamp: 900, event: "press" }],
			COLUMNS,
			[
				"measurements_batch",
				[
					{ attribute_id: "note", payload: "a", timestamp: 1 },
					{ attribute_id: "note", payload: "b", timestamp: 2 },
					row(70, 1_000),
				],
			],
		]);
		expect([stream.sentSamples, stream.droppedSamples, stream.pendingSamples]).toEqual([7, 0, 0]);
	});

	it("T15 sends a single sample as it is", async () => {
		const { record, sent } = await open({ columns: true });
		record(1);
		expect(sent()).toEqual([["measurement", row(70, 1_000)]]);
	});

	it("T16 sends what was kept while offline in bounded columns", async () => {
		const { clock, network, sent, stream } = await open({ columns: true });
		network.socket.drop(1006);
		for (let i = 0; i < CLIENT_LIMITS.batchMeasurements + 2; i++) stream.record("hr", i, i);
		await clock.advance(10_000);
		const lengths = sent().map(
			([, payload]) => (payload as { columns: { hr: { v: [] } } }).columns.hr.v.length,
		);
		expect(lengths).toEqual([CLIENT_LIMITS.batchMeasurements, 2]);
	});

	it("T17 leaves out of the columns what the server does not want", async () => {
		const { network, record, sent } = await open({ columns: true });
		const config = backpressureConfig({
			level: "none",
			load: "normal",
			memoryProtection: false,
			timestamp: 0,
		});
		network.socket.deliver(null, null, "sensocto:sensor:belt", "backpressure_config", {
			...config,
			recommended_batch_window: 1_000,
			attributes: { hr: { max_age_ms: 5_000, keep: "latest" } },
		});
		record(4);
		expect(sent()).toEqual([
			["measurements_columns", { t0: 1_500, columns: { hr: { dt: 1_000, v: [71, 73] } } }],
		]);
	});
});
