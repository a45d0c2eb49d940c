import { type SeededRng, waitUntil, withSeed } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SkewedDevice } from "./harness/skewed-device.ts";
import { TestServer } from "./launch-server.ts";

const TWO_HOURS_MS = 7_200_000;
const JUMP_MS = 30_000;
const SAMPLES = 25;

/** How late the fastest of some samples may be on a busy machine, in ms; the estimator's own error has a test on a virtual clock. */
const SCHEDULING_MS = 100;

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server?.stop());

/** Server time minus device time as the directory tells it. */
async function listedOffset({ sensorId }: SkewedDevice): Promise<number> {
	return (await server.sensor(sensorId))!.clock_offset_ms!;
}

/** Waits until the directory has the right offset; fails with the one it has. */
async function expectRightOffset(device: SkewedDevice): Promise<void> {
	const tolerance = Math.max(5, device.rttMs / 2) + SCHEDULING_MS;
	const isRight = async () => Math.abs((await listedOffset(device)) + device.skewMs) <= tolerance;
	await waitUntil(isRight).catch(() => {}); // The expectation says what is there instead.
	const error = (await listedOffset(device)) + device.skewMs;
	expect({ skewMs: device.skewMs, error, isRight: Math.abs(error) <= tolerance }).toMatchObject({
		isRight: true,
	});
}

/** Expects the history to hold exactly what the device sent, in the order of its own clock. */
async function expectDeviceOrder({ sensorId, times }: SkewedDevice): Promise<void> {
	const expected = times.map((time, value) => [time, value] as const).sort(([a], [b]) => a - b);
	const stored = await waitUntil(
		async () => {
			const history = await server.history(sensorId, "wave");
			return history?.samples === times.length && history;
		},
		{ timeoutMs: 60_000, what: `${times.length} stored samples` },
	);
	expect(stored.dt.map((dt, k) => [stored.t0 + dt, stored.v[k]])).toEqual(expected);
}

function skews(rng: SeededRng): number[] {
	const random = Array.from({ length: 5 }, () => rng.int(3_000, TWO_HOURS_MS) * rng.pick([-1, 1]));
	return [0, TWO_HOURS_MS, -TWO_HOURS_MS, ...random];
}

describe("devices with wrong clocks", () => {
	it("C19 are known by how wrong they are, and keep their own order", () =>
		withSeed(async (rng) => {
			const devices = await Promise.all(
				skews(rng).map((skew, k) => SkewedDevice.open(server.url, `skew-${k}`, skew)),
			);
			await Promise.all(devices.map((device) => device.send(SAMPLES)));
			for (const device of devices) await expectRightOffset(device);
			for (const device of devices) device.skewMs += JUMP_MS;
			await Promise.all(devices.map((device) => device.send(SAMPLES)));
			for (const device of devices) await expectRightOffset(device);
			await Promise.all(devices.map(expectDeviceOrder));
			await Promise.all(devices.map((device) => device.close()));
		}));

	it("C19 lose nothing when they are set back", async () => {
		const device = await SkewedDevice.open(server.url, "set-back", 0);
		await device.send(SAMPLES);
		device.skewMs -= JUMP_MS;
		await device.send(SAMPLES);
		await expectDeviceOrder(device);
		await device.close();
	});
});
