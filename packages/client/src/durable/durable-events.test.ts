import { backpressureConfig } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { DurableWorld } from "../testing/durable-world.ts";

const TOPIC = "sensocto:sensor:belt:1";

describe("DurableStream: events", () => {
	it("DS16 lets events leave at once in a pause, with what came before them of their attribute", async () => {
		const world = await DurableWorld.open();
		const config = backpressureConfig({
			...{ level: "none", load: "critical", memoryProtection: false, timestamp: 0 },
		});
		const attributes = { alarm: { max_age_ms: 0, keep: "all" } };
		const tell = (more: object) =>
			world.network.socket.deliver(null, null, TOPIC, "backpressure_config", { ...config, ...more });
		tell({ attributes });
		world.server.storesAtOnce = true;
		world.record("hr", 50);
		world.record("button", 2);
		world.record("button", 1, "press");
		world.record("button", 3);
		world.record("alarm", 1);
		await world.clock.advance(0);
		expect([world.server.payloads("button"), world.server.payloads("alarm")]).toEqual([[0, 1, 2], [0]]);
		expect([world.server.payloads("hr"), world.stream.pendingSamples]).toEqual([[], 53]);
		await world.clock.advance(60_000);
		expect(world.stream.pendingSamples).toBe(53);
		tell({ paused: false });
		await world.stream.drained();
		expect(world.server.payloads("hr")).toEqual(DurableWorld.values(0, 50));
		expect(world.server.payloads("button")).toEqual(DurableWorld.values(0, 6));
	});

	it("DS17 does not let events wait for the window", async () => {
		const world = await DurableWorld.open();
		world.record("hr", 2);
		world.record("button", 1, "press");
		await world.clock.advance(0);
		expect(world.server.batchSizes).toEqual([3]);
	});
});
