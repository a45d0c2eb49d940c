import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RawSocket } from "../harness/raw-socket.ts";
import { TestServer } from "../launch-server.ts";

/** Longest time from the join to the first configuration, in ms. */
const WITHIN_MS = 250;

describe("a device that joins", () => {
	let server: TestServer;
	beforeAll(async () => {
		server = await TestServer.launch();
		await server.setLoad("normal");
	});
	afterAll(() => server.stop());

	it("scenario 1: without a viewer and at normal load it is told none, 5000, 20, not paused, multiplier 1 within 250 ms", async () => {
		// The first join of a fresh process pays for much that is done once.
		for (const id of ["warm-up", "s1:device"]) {
			const socket = await RawSocket.open(server.socketUrl());
			const start = performance.now();
			await socket.ask({ topic: `sensor:${id}`, event: "phx_join", payload: { sensor_id: id }, ref: "join" });
			const { at, payload } = await socket.received.find(({ event }) => event === "backpressure_config");
			if (id === "warm-up") continue;
			expect(at - start).toBeLessThan(WITHIN_MS);
			expect(payload).toMatchObject({
				...{ attention_level: "none", system_load: "normal", memory_protection_active: false, paused: false },
				...{ recommended_batch_window: 5_000, recommended_batch_size: 20, load_multiplier: 1 },
				...{ ttl_ms: 600_000, reason: ["nobody looks at it"] },
			});
		}
	});
});
