import { afterAll, beforeAll, expect, it } from "vitest";
import { Metronome } from "../harness/metronome.ts";
import { Observer } from "../harness/observer.ts";
import { TestServer } from "../launch-server.ts";

const RATE_HZ = 250;
const SECONDS = 10;

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server?.stop());

it("scenario 14: ten seconds of an ECG at 250 Hz reach a focused viewer, each sample once and in order", {
	timeout: 60_000,
}, async () => {
	const device = { connectorId: "heart", sensorIds: ["heart-1"], attributeIds: ["ecg"], rateHz: RATE_HZ };
	const metronome = await Metronome.open(server.url, [device]);
	const observer = await Observer.open(server.url, "focused", ["heart-1"]);
	metronome.start();
	await metronome.beat(RATE_HZ * SECONDS);
	await metronome.stop();
	const samples = await observer.until("heart-1", "ecg", RATE_HZ * SECONDS);
	await metronome.close();
	await observer.close();

	const live = samples.slice(0, RATE_HZ * SECONDS);
	expect(live.map(({ value }) => value)).toEqual(Array.from({ length: RATE_HZ * SECONDS }, (_, k) => k));
	expect(samples.map(({ seq }) => seq)).toEqual(samples.map((_, k) => k));
	expect(live.every(({ timestamp }, k) => k === 0 || timestamp > live[k - 1]!.timestamp)).toBe(true);
});
