import { BUSY, waitUntil } from "@sensocto/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Crowd } from "../harness/crowd.ts";
import { Metronome } from "../harness/metronome.ts";
import { report } from "../harness/report.ts";
import { TestServer } from "../launch-server.ts";
import { PausingViewer } from "./pausing-viewer.ts";

const RATE_HZ = 100;
const ATTRIBUTES = Array.from({ length: 20 }, (_, k) => `lead-${k}`);
const OTHERS = 10;
const PAUSE_S = 5;

/** What a viewer that does not read may cost. */
const BUFFER_BYTES = 1_048_576;
/** How much older samples may be at others, in ms: the promise, and the length of a tick. */
const OTHERS_AGE_MS = 20 + 25;
const SNAPSHOT_MS = 500;
const FULL_RATE_MS = 5_000;

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server?.stop());

async function unsentBytes(): Promise<number> {
	const text = await (await fetch(`${server.url}/metrics`)).text();
	return Number(/^sensocto_viewer_unsent_bytes_max (\d+)/m.exec(text)?.[1]);
}

it("scenario 15: a viewer that stops reading for 5 s costs little, harms nobody and is soon back at full rate", {
	timeout: 120_000,
}, async () => {
	const device = { connectorId: "ward", sensorIds: ["ward-1"], attributeIds: ATTRIBUTES, rateHz: RATE_HZ };
	const metronome = await Metronome.open(server.url, [device]);
	metronome.start();
	await metronome.beat(10);
	const crowd = await Crowd.open(server.url, Array(OTHERS).fill(["ward-1"]));
	const viewer = await PausingViewer.open(server.port, "lift", "ward-1");
	await metronome.beat(RATE_HZ);
	crowd.ages.reset();
	await metronome.beat(3 * RATE_HZ);
	const before = { age: crowd.ages.quantile(0.95), framesPerSecond: viewer.framesPerSecond };

	viewer.stopReading();
	crowd.ages.reset();
	let unsent = 0;
	for (let second = 0; second < PAUSE_S; second++) {
		await metronome.beat(RATE_HZ);
		unsent = Math.max(unsent, await unsentBytes());
	}
	const age = crowd.ages.quantile(0.95);
	const resumedAt = Date.now();
	viewer.startReading();
	const jump = () => viewer.frames.find(({ at, gap }) => gap !== null && at >= resumedAt);
	await waitUntil(() => jump() !== undefined, { what: "the snapshot" });
	// The machine may be busier than before: as fast as the server serves anybody, and no slower than half.
	const isFast = () =>
		viewer.notices.at(-1)?.reason === null && viewer.framesPerSecond >= 0.5 * before.framesPerSecond;
	await waitUntil(() => jump()!.at < Date.now() - 1_000 && isFast(), {
		timeoutMs: 60_000,
		what: "the full rate",
	});
	const fullAfter = Date.now() - resumedAt - 1_000; // The rate is that of the second before.
	const snapshotAfter = jump()!.at - resumedAt;
	viewer.close();
	await crowd.close();
	await metronome.close();

	report(
		`scenario 15: unsent ${unsent} B; others' p95 ${before.age} → ${age} ms; snapshot ${snapshotAfter} ms, full rate ${fullAfter} ms after`,
	);
	expect(crowd.problems).toEqual([]);
	expect(viewer.problems).toEqual([]);
	expect(viewer.notices.some(({ label, reason }) => label === "paused" && reason === "your connection")).toBe(
		true,
	);
	expect(unsent).toBeLessThanOrEqual(BUFFER_BYTES);
	expect(age).toBeLessThanOrEqual(BUSY * (before.age + OTHERS_AGE_MS));
	expect(snapshotAfter).toBeLessThanOrEqual(BUSY * SNAPSHOT_MS);
	expect(fullAfter).toBeLessThanOrEqual(BUSY * FULL_RATE_MS);
});
