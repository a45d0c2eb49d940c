import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { outcome, RawSocket } from "./harness/raw-socket.ts";
import { TestServer } from "./launch-server.ts";

/** So short that a device returns before, while and after its sensor's processes are stopped. */
const GRACE_MS = 10;

const ROUNDS = 60;

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch({ SENSOR_GRACE_MS: String(GRACE_MS) });
});
afterAll(() => server?.stop());

describe("a device that returns around the end of its grace period", () => {
	it("L6 is always taken back, and its measurements with it", async () => {
		const topic = "sensor:returning";
		const clock = await RawSocket.open(server.socketUrl());
		let ref = 0;
		for (let round = 0; round < ROUNDS; round++) {
			const socket = await RawSocket.open(server.socketUrl());
			expect(outcome(await socket.ask({ topic, event: "phx_join", ref: "1" }))).toEqual({ ok: {} });
			const payload = { attribute_id: "steps", payload: round, timestamp: 1_700_000_000_000 + round };
			socket.send({ topic, event: "measurement", payload, ref: "2" });
			expect(outcome(await socket.ask({ topic, event: "ping", ref: "3" }))).toEqual({ ok: {} });
			expect(socket.received.all.some((message) => message.ref === "2")).toBe(false);
			await socket.ask({ topic, event: "phx_leave", ref: "4" });
			// Round trips of another socket let a little time pass, another amount in each round.
			for (let i = 0; i < (round * 7) % 60; i++)
				await clock.ask({ topic: "phoenix", event: "heartbeat", ref: ref++ });
			void socket.close();
		}
		const last = await RawSocket.open(server.socketUrl());
		await last.ask({ topic, event: "phx_join", ref: "1" });
		const sensor = await server.sensor("returning");
		expect(sensor).toMatchObject({ status: "online" });
		expect(sensor!.attributes[0]!.last_value!.payload).toBe(ROUNDS - 1);
		await Promise.all([last.close(), clock.close()]);
	});
});
