import { waitUntil } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Crowd } from "./harness/crowd.ts";
import { type BeatingDevice, Metronome } from "./harness/metronome.ts";
import { report } from "./harness/report.ts";
import { TestServer } from "./launch-server.ts";

/** The long form, `INGEST_SECONDS=60` or more, has the full load and holds the bounds on ages. */
const SECONDS = Number(process.env.INGEST_SECONDS ?? 6);
const IS_LONG = SECONDS >= 60;

const CONNECTORS = IS_LONG ? 200 : 50;
const SENSORS_EACH = 5;
const RATE_HZ = 10;
const VIEWERS = IS_LONG ? 100 : 20;
const WATCHED_EACH = 10;

/** Bounds on the age of a sample at its viewer, in ms; its device may hold it back for 100 ms. */
const MEDIAN_MS = 110;
const P99_MS = 200;

const sensorId = (n: number) => `ingest-${n % (CONNECTORS * SENSORS_EACH)}`;

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server?.stop());

describe("ingest", () => {
	it(
		"C13 loses no sample of many devices, and keeps their order",
		async () => {
			const devices = Array.from({ length: CONNECTORS }, (_, k): BeatingDevice => {
				const sensorIds = Array.from({ length: SENSORS_EACH }, (_, n) => sensorId(k * SENSORS_EACH + n));
				return { connectorId: `connector-${k}`, sensorIds, attributeIds: ["ecg"], rateHz: RATE_HZ };
			});
			const metronome = await Metronome.open(server.url, devices);
			metronome.start();
			await metronome.beat(5);
			const watched = Array.from({ length: VIEWERS }, (_, k) =>
				Array.from({ length: WATCHED_EACH }, (_, n) => sensorId(k * WATCHED_EACH + n)),
			);
			const crowd = await Crowd.open(server.url, watched);
			await metronome.beat(RATE_HZ);
			crowd.ages.reset();
			await metronome.beat(SECONDS * RATE_HZ);
			const lastTimes = await metronome.stop();
			await waitUntil(() => crowd.isComplete(lastTimes), { timeoutMs: 60_000, what: "the last samples" });

			const [median, p99] = [crowd.ages.quantile(0.5), crowd.ages.quantile(0.99)];
			const load = `${CONNECTORS} × ${SENSORS_EACH} × ${RATE_HZ} Hz to ${VIEWERS} × ${WATCHED_EACH}`;
			report(`C13 ${load}: ${crowd.ages.total} samples, age p50 ${median} ms, p99 ${p99} ms`);
			expect(crowd.problems).toEqual([]);
			expect(crowd.streams).toBe(VIEWERS * WATCHED_EACH);
			expect(crowd.ages.total).toBeGreaterThanOrEqual(VIEWERS * WATCHED_EACH * SECONDS * RATE_HZ * 0.9);
			if (IS_LONG) expect([median <= MEDIAN_MS, p99 <= P99_MS]).toEqual([true, true]);
			await Promise.all([crowd.close(), metronome.close()]);
		},
		SECONDS * 3_000 + 60_000,
	);
});
