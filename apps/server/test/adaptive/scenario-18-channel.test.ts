import type { SynchronyUpdate } from "@sensocto/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RawSocket } from "../harness/raw-socket.ts";
import { SensoctoClient } from "../harness/sensocto-client.ts";
import { TestServer } from "../launch-server.ts";

/** Samples a second of the belts, and how much of them there is before anybody watches, in s. */
const RATE_HZ = 10;
const PAST_S = 66;

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server.stop());

/** A belt whose last minute is in the server's memory. */
async function belt(id: string): Promise<void> {
	const socket = await RawSocket.open(server.socketUrl());
	await socket.ask({ topic: `sensor:${id}`, event: "phx_join", payload: { sensor_id: id }, ref: "join" });
	const now = Date.now();
	const measurements = Array.from({ length: PAST_S * RATE_HZ }, (_, i) => {
		const timestamp = now - PAST_S * 1_000 + (i * 1_000) / RATE_HZ;
		const payload = 50 + 30 * Math.cos((2 * Math.PI * 0.25 * timestamp) / 1_000);
		return { attribute_id: "respiration", payload, timestamp };
	});
	socket.send({ topic: `sensor:${id}`, event: "measurements_batch", payload: measurements });
}

describe("synchrony on a real socket", () => {
	it("scenario 18: a viewer who asks is told from memory at once, and no more once it has ended that", async () => {
		await Promise.all([belt("s18:a"), belt("s18:b")]);
		const client = new SensoctoClient(server.socketUrl());
		await client.open();
		const viewer = client.channel("viewer:s18", { encoding: "columns" });
		const updates = viewer.on("synchrony");
		await viewer.join();
		await expect(viewer.push("synchrony", { kinds: ["gait"] })).rejects.toMatchObject({
			message: expect.stringContaining("invalid_payload"),
		});
		await viewer.push("synchrony", { kinds: ["respiration"], sensors: ["s18:a", "s18:b"] });
		const known = await updates.find((payload) => (payload as SynchronyUpdate).index !== null);
		const update = known as SynchronyUpdate;
		expect(update.index).toBeGreaterThan(0.95);
		expect(update.members.map(({ accepted, sensor_id }) => [sensor_id, accepted])).toEqual([
			["s18:a", true],
			["s18:b", true],
		]);
		await viewer.push("synchrony", { kinds: [] });
		await client.close();
	});
});
