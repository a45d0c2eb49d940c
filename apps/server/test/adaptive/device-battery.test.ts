import type { BackpressureConfig } from "@sensocto/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lease } from "../harness/attention-rig.ts";
import { RawSocket } from "../harness/raw-socket.ts";
import { Tab } from "../harness/tab.ts";
import { TestServer } from "../launch-server.ts";

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server.stop());

describe("a device on its own battery, on a real socket", () => {
	it("is asked for medium at 25 %, low at 10 %, and all that its viewer wants while it charges", async () => {
		const [id, topic] = ["belt:1", "sensor:belt:1"];
		const belt = await RawSocket.open(server.socketUrl());
		await belt.ask({ topic, event: "phx_join", payload: { sensor_id: id }, ref: "join" });
		const told = async (level: string): Promise<BackpressureConfig> => {
			const isThat = ({ event, payload }: { event: string; payload: unknown }) =>
				event === "backpressure_config" && (payload as BackpressureConfig).attention_level === level;
			return (await belt.received.next(isThat, `the configuration for ${level}`))
				.payload as BackpressureConfig;
		};
		const charge = (payload: unknown) =>
			belt.send({
				...{ topic, event: "measurement" },
				payload: { attribute_id: "battery", payload, timestamp: Date.now() },
			});
		await told("none");
		const tab = await Tab.open(server, "battery");
		await tab.attend({ add: [lease(id, "focus", "ecg")] });
		await told("high");
		charge({ level: 25, charging: false });
		expect(await told("medium")).toMatchObject({ recommended_batch_size: 5, paused: false });
		charge({ level: 10, charging: false });
		const low = await told("low");
		expect(low).toMatchObject({ recommended_batch_size: 10, paused: false });
		expect(low.reason).toContain("its battery is low");
		expect(await server.sensor(id)).toMatchObject({ attention_level: "high" });
		charge({ level: 10, charging: true });
		expect(await told("high")).toMatchObject({ recommended_batch_window: 100, recommended_batch_size: 1 });
	});
});
