import { BUSY } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RawSocket } from "../harness/raw-socket.ts";
import { TestServer } from "../launch-server.ts";

/** Longest time from the join to the first configuration, in ms. */
const WITHIN_MS = 250;

/** The fastest of so many counts: a fresh process pays for much that is done once, and the machine may be busy. */
const DEVICES = 8;

describe("a device that joins", () => {
	let server: TestServer;
	beforeAll(async () => {
		server = await TestServer.launch();
	});
	afterAll(() => server.stop());

	it("scenario 1: without a viewer and at normal load it is told none, 5000, 20, not paused, multiplier 1 within 250 ms", async () => {
		const tookMs: number[] = [];
		for (let n = 0; n < DEVICES; n++) {
			const id = `s1:device ${n}`;
			const socket = await RawSocket.open(server.socketUrl());
			const start = performance.now();
			await socket.ask({ topic: `sensor:${id}`, event: "phx_join", payload: { sensor_id: id }, ref: "join" });
			const { at, payload } = await socket.received.find(({ event }) => event === "backpressure_config");
			tookMs.push(at - start);
			expect(payload).toMatchObject({
				...{ attention_level: "none", system_load: "normal", memory_protection_active: false, paused: false },
				...{ recommended_batch_window: 5_000, recommended_batch_size: 20, load_multiplier: 1 },
				...{ ttl_ms: 600_000, reason: ["nobody looks at it"] },
			});
		}
		expect(Math.min(...tookMs)).toBeLessThan(BUSY * WITHIN_MS);
	});
});
