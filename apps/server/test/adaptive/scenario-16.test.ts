import { type BinaryBlock, SensoctoSocket, ViewerSession } from "@sensocto/client";
import { waitUntil } from "@sensocto/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Observer } from "../harness/observer.ts";
import { TestServer } from "../launch-server.ts";
import { BackdatedDevice } from "./backdated-device.ts";

const RATE_HZ = 250;
const STEP_MS = 1_000 / RATE_HZ;
const PAST_MS = 60_000;
const PAST = (PAST_MS / 1_000) * RATE_HZ;

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server?.stop());

async function history(sensorId: string): Promise<BackdatedDevice> {
	const device = await BackdatedDevice.open(server.url, sensorId, RATE_HZ);
	await device.start(PAST_MS);
	await waitUntil(async () => (await server.sensor(sensorId))?.attributes[0]?.last_value != null, {
		what: "the past at the server",
	});
	return device;
}

it("scenario 16: an ECG view of a minute begins with the past and goes on live, without a gap or an overlap", {
	timeout: 60_000,
}, async () => {
	const device = await history("past");
	await device.live(RATE_HZ / 2);
	const observer = await Observer.open(server.url, "view", ["past"], PAST_MS);
	await device.live(2 * RATE_HZ);
	await device.stop();
	await observer.batches.find(
		() => observer.samples("past", "ecg").at(-1)?.value === device.count - 1,
		"the newest",
	);
	await device.close();
	await observer.close();

	const samples = observer.samples("past", "ecg");
	const [first] = samples;
	expect(samples.length).toBeGreaterThan(PAST);
	expect(samples.map(({ value }) => value)).toEqual(samples.map((_, k) => (first!.value as number) + k));
	expect(samples.map(({ seq }) => seq)).toEqual(samples.map((_, k) => first!.seq + k));
	const live = samples.findIndex(({ seed }) => !seed);
	expect(live).toBeGreaterThanOrEqual(PAST);
	expect(samples.slice(live).every(({ seed }) => !seed)).toBe(true);
});

it("scenario 16: at the width of a screen the view has no gap and no overlap either, also as attention comes and goes", {
	timeout: 60_000,
}, async () => {
	const device = await history("narrow");
	const socket = new SensoctoSocket(server.url);
	socket.connect();
	const viewer = new ViewerSession(socket, { viewId: "narrow", encoding: "binary" });
	const blocks: BinaryBlock[] = [];
	viewer.onBatch((batch) => blocks.push(...batch.blocks));
	await viewer.open();
	const names = { sensor_id: "narrow", attribute_id: "ecg" };
	await viewer.subscribe([{ ...names, span_ms: PAST_MS, width_px: 400 }], { seedMs: PAST_MS });
	await device.live(RATE_HZ);
	viewer.attention({ add: [{ ...names, kind: "hover" }] });
	await device.live(RATE_HZ);
	viewer.attention({ remove: [{ ...names, kind: "hover" }] });
	await device.live(RATE_HZ);
	viewer.attention({ add: [{ ...names, kind: "focus" }] });
	await device.live(RATE_HZ / 2);
	await device.stop();
	const isDone = () => blocks.at(-1)?.values.at(-1) === device.count - 1;
	await waitUntil(isDone, { timeoutMs: 60_000, what: "the newest sample" });
	await device.close();
	await socket.close();

	const columns = [...new Set(blocks.map(({ columnMs }) => columnMs))];
	expect(columns).toEqual([128, 0]);
	const seen: number[] = [];
	let joinedAt = Number.NEGATIVE_INFINITY;
	blocks.forEach(({ numbering, values }, k) => {
		// Another stream of the signal goes on after the last sample there is.
		if (blocks[k - 1]?.numbering !== numbering) joinedAt = seen.at(-1) ?? joinedAt;
		for (const value of values as Float64Array) if (value > joinedAt) seen.push(value);
	});
	const steps = seen.slice(1).map((value, k) => value - seen[k]!);
	expect(Math.min(...steps)).toBeGreaterThan(0);
	expect(Math.max(...steps) * STEP_MS).toBeLessThanOrEqual(2 * 128);
	expect(seen.at(-1)! - seen[0]!).toBeGreaterThan(PAST);
	expect(seen.length).toBeLessThan(PAST / 8);
	expect(steps.slice(-RATE_HZ / 2 + 60).every((step) => step === 1)).toBe(true);
});
