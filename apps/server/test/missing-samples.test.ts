import { type Channel, SensoctoSocket } from "@sensocto/client";
import { waitUntil } from "@sensocto/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CrashRig } from "./harness/crash-rig.ts";

const HZ = 50;
/** How long each thing that makes a gap lasts at least, in ms. */
const LASTS_MS = 1_000;
/** Longest an orderly stop may take on a busy machine, in ms. */
const STOP_MS = 60_000;

/** A device of its own connection that sends a burst of samples when it is told to. */
class Device {
	readonly socket: SensoctoSocket;
	readonly channel: Channel;
	isPaused: boolean | null = null;

	constructor(url: string) {
		this.socket = new SensoctoSocket(url);
		this.channel = this.socket.channel("sensocto:sensor:heart", {
			...{ sensor_id: "heart", sensor_name: "Heart", sensor_type: "generic" },
			...{ connector_id: "c", connector_name: "C", bearer_token: "" },
			attributes: { level: { attribute_id: "level", attribute_type: "numeric", sampling_rate: HZ } },
		});
		this.channel.on("backpressure_config", (config) => {
			this.isPaused = (config as { paused: boolean }).paused;
		});
	}

	async open(): Promise<this> {
		this.socket.connect();
		await this.channel.join();
		await this.burst();
		return this;
	}

	/** Half a second of samples until now. */
	async burst(): Promise<void> {
		const now = Date.now();
		const times = Array.from({ length: HZ / 2 }, (_, k) => now - (HZ / 2 - 1 - k) * (1_000 / HZ));
		this.channel.send(
			"measurements_batch",
			times.map((timestamp) => ({ attribute_id: "level", payload: 1, timestamp })),
		);
		await this.channel.push("ping", {});
	}

	async paused(isPaused: boolean): Promise<void> {
		await waitUntil(() => this.isPaused === isPaused, { what: `paused: ${isPaused}` });
	}
}

let rig: CrashRig;
let device: Device;
beforeAll(async () => {
	rig = await CrashRig.create();
	await rig.start();
	device = await new Device(rig.url).open();
});
afterAll(async () => {
	await device?.socket.close();
	await rig?.dispose();
});

/** The reasons of all stored gaps, once there are so many. */
async function reasons(count: number): Promise<unknown[]> {
	return waitUntil(
		async () => {
			const { body } = await rig.server.request(
				"/api/sensors/heart/attributes/level/history?max_points=20000",
			);
			const { gaps, from_memory } = body as { gaps: { reason?: string }[]; from_memory?: true };
			return from_memory !== true && gaps.length === count && gaps.map(({ reason }) => reason);
		},
		{ what: `${count} stored gaps` },
	);
}

/** Resolves when the gap that begins now is long enough that what comes before and after it does not count. */
async function lasting(): Promise<void> {
	const end = performance.now() + LASTS_MS;
	await waitUntil(() => performance.now() >= end, { what: "the end of the gap" });
}

it("the history says why samples are missing: a pause, no connection, no server", async () => {
	// What the device leaves out before it is asked to pause has no reason.
	await lasting();
	await rig.server.setLoad("critical");
	await device.paused(true);
	await device.burst();
	await lasting();
	await rig.server.setLoad("normal");
	await device.paused(false);
	await device.burst();
	const paused = [undefined, "left out while the server was busy"];
	expect(await reasons(2)).toEqual(paused);
	await device.socket.close();
	await lasting();
	await lasting();
	device = await new Device(rig.url).open();
	expect(await reasons(3)).toEqual([...paused, "sensor offline"]);
	await device.socket.close();
	await rig.server.process.stop(STOP_MS);
	await rig.start();
	device = await new Device(rig.url).open();
	expect(await reasons(4)).toEqual([...paused, "sensor offline", "server not running"]);
});
