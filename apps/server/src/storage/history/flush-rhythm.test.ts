import { Writable } from "node:stream";
import { Supervisor } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DatabaseAccess } from "../../infrastructure/database/database.ts";
import { silentLogger } from "../../infrastructure/database/temporary-database.ts";
import type { SeriesDescriptor } from "./descriptors.ts";
import { HISTORY } from "./history-limits.ts";
import { RepoReplicatorPool } from "./repo-replicator-pool.ts";
import type { SensorHandle } from "./sensor-handle.ts";

const HEART: SeriesDescriptor = {
	...{ attributeId: "heartrate", attributeType: "heartrate", unit: "bpm", samplingRateHz: 1 },
	...{ provenance: "simulated", precision: 32, stride: 1 },
};
/** The time a step takes, in ms; a flush begins within one of when it is due. */
const STEP_MS = 10;
/** Memory of the shard. */
const SHARD_BYTES = 64 * 1024;

let clock: FakeClock;
let supervisor: Supervisor;
let pool: RepoReplicatorPool;
let sensor: SensorHandle;
/** When transactions began, in ms since the last of them was forgotten. */
let begun: number[] = [];
let since = 0;

/** A database that takes everything at once. */
const client = {
	query(text: unknown) {
		if (typeof text === "string" && text.startsWith("begin; set local"))
			begun.push(clock.monotonic() - since);
		const rows = [{ id: "s", external_id: "one", sensor_id: "s", attribute_id: "heartrate", series_id: 1 }];
		return typeof text === "string" ? Promise.resolve({ rows, rowCount: 1 }) : sink();
	},
	release() {},
};

/** Stands in for the stream of a COPY. */
const sink = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

async function pass(ms: number): Promise<void> {
	for (let at = 0; at < ms; at += STEP_MS) {
		await clock.advance(STEP_MS);
		for (let turn = 0; turn < 10; turn++) await clock.flush();
	}
}

function forget(): void {
	begun = [];
	since = clock.monotonic();
}

beforeEach(async () => {
	clock = new FakeClock();
	const database = { connect: async () => client, query: client.query };
	const access = { pool: database as unknown as pg.Pool } as DatabaseAccess;
	pool = new RepoReplicatorPool({
		database: { get: () => access },
		clock,
		logger: silentLogger,
		shards: 1,
		shardBytes: SHARD_BYTES,
	});
	supervisor = new Supervisor("test", { strategy: "one_for_one", clock }, [pool.spec()]);
	await supervisor.start();
	sensor = pool.sensor({
		...{ sensorId: "one", name: "One", type: "heartrate", connectorId: "c", connectorName: "C" },
		provenance: "simulated",
	});
	sensor.keep().series(HEART);
	await pass(2 * HISTORY.lingerMs);
	forget();
});

afterEach(async () => {
	const stopped = supervisor.stop();
	await pass(1_000);
	await stopped;
});

const append = (): void => pool.append(sensor.series(HEART), clock.now(), 60);

describe("the rhythm of flushes", () => {
	it("lets samples nobody waits for gather for a while", async () => {
		for (let at = 0; at < 3 * HISTORY.lingerMs; at += 50) {
			append();
			await pass(50);
		}
		expect(begun.length).toBeGreaterThanOrEqual(2);
		expect(begun.length).toBeLessThanOrEqual(3);
		expect(begun[0]).toBeGreaterThanOrEqual(HISTORY.lingerMs);
		expect(begun[0]).toBeLessThanOrEqual(HISTORY.lingerMs + 2 * STEP_MS);
	});

	it("begins at once for whoever waits for a confirmation", async () => {
		append();
		await pass(100);
		let confirmed = 0;
		pool.barrier(sensor, "session", 1, () => confirmed++);
		await pass(2 * STEP_MS);
		expect(confirmed).toBe(1);
		expect(begun).toHaveLength(1);
	});

	it("lets many who wait share a flush", async () => {
		let confirmed = 0;
		for (let seq = 1; seq <= 100; seq++) {
			append();
			pool.barrier(sensor, "session", seq, () => confirmed++);
			await pass(STEP_MS);
		}
		await pass(HISTORY.flushMs);
		expect(confirmed).toBe(100);
		expect(begun.length).toBeLessThanOrEqual(1 + Math.ceil((100 * STEP_MS) / HISTORY.flushMs));
	});

	it("begins at once when much waits", async () => {
		const most = HISTORY.chunkSamples - 1;
		for (let left = HISTORY.flushSamples; left > 0; left -= most) {
			const series = sensor.series({ ...HEART, attributeId: `heartrate_${left}` });
			for (let k = 0; k < Math.min(left, most); k++) pool.append(series, clock.now(), 60);
		}
		await pass(2 * STEP_MS);
		expect(begun).toHaveLength(1);
	});

	it("does not linger with much of its memory in use", async () => {
		const samples = (SHARD_BYTES * HISTORY.lingerShare) / HISTORY.openSampleBytes;
		for (let k = 0; k <= samples; k++) append();
		await pass(HISTORY.flushMs + 2 * STEP_MS);
		expect(begun).toHaveLength(1);
	});

	it("writes who went before samples are due", async () => {
		append();
		sensor.offline(clock.now());
		await pass(HISTORY.flushMs + 2 * STEP_MS);
		expect(begun.length).toBeGreaterThanOrEqual(1);
		expect(begun[0]).toBeLessThan(HISTORY.lingerMs);
	});
});
