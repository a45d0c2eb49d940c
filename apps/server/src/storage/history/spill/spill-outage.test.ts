import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Supervisor, systemClock } from "@sensocto/supervision";
import { waitUntil } from "@sensocto/testkit";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DatabaseAccess } from "../../../infrastructure/database/database.ts";
import {
	silentLogger,
	startTemporaryDatabase,
	type TemporaryDatabase,
} from "../../../infrastructure/database/temporary-database.ts";
import type { SeriesDescriptor } from "../descriptors.ts";
import { RepoReplicatorPool } from "../repo-replicator-pool.ts";
import type { SensorHandle } from "../sensor-handle.ts";
import { type SpillFiles, spillFiles } from "./spill-files.ts";

const ECG: SeriesDescriptor = {
	attributeId: "ecg",
	attributeType: "ecg",
	unit: "mV",
	samplingRateHz: 250,
	provenance: "real",
	precision: 32,
	stride: 1,
};
/** Small, so that a few hundred samples are too many. */
const SHARD_BYTES = 4_096;

/** A database that can be away, or lose the answers to commits. */
class FlakyDatabase {
	isAway = false;
	/** Commits whose answer is yet to be lost. */
	losses = 0;
	readonly #temporary: TemporaryDatabase;

	constructor(temporary: TemporaryDatabase) {
		this.#temporary = temporary;
	}

	get(): DatabaseAccess {
		const { pool, kysely } = this.#temporary.database;
		if (this.isAway) throw new Error("away");
		const connect = async () => this.#client(await pool.connect());
		return { kysely, pool: { connect, query: pool.query.bind(pool) } as unknown as pg.Pool };
	}

	#client(client: pg.PoolClient): pg.PoolClient {
		const query = async (...args: Parameters<pg.PoolClient["query"]>) => {
			const result = await client.query(...args);
			if ((args[0] as unknown) !== "commit" || this.losses === 0) return result;
			this.losses -= 1;
			this.isAway = true;
			throw new Error("Connection terminated unexpectedly");
		};
		return new Proxy(client, {
			get: (target, name) => {
				if (name === "query")
					return (...args: Parameters<pg.PoolClient["query"]>) =>
						typeof args[0] === "string" ? query(...args) : target.query(...args);
				const value = Reflect.get(target, name) as unknown;
				return typeof value === "function" ? value.bind(target) : value;
			},
		});
	}
}

describe("samples during an outage of the database", () => {
	let temporary: TemporaryDatabase;
	let flaky: FlakyDatabase;
	let directory: string;
	let supervisor: Supervisor | undefined;
	let sensors = 0;
	/** Failed tries to store something. */
	let failures = 0;
	let lastWarning = "";
	const logger = {
		...silentLogger,
		warn: (_: object, text: string) => {
			failures += 1;
			lastWarning = text;
		},
	};

	beforeAll(async () => {
		temporary = await startTemporaryDatabase();
	});
	beforeEach(() => {
		flaky = new FlakyDatabase(temporary);
		directory = mkdtempSync(path.join(tmpdir(), "sensocto-outage-"));
		sensors += 1;
		failures = 0;
	});
	afterEach(async () => {
		await supervisor?.stop();
		supervisor = undefined;
		rmSync(directory, { recursive: true, force: true });
	});
	afterAll(() => temporary.stop());

	async function startPool(limitBytes = 10_000_000, files: SpillFiles = spillFiles) {
		const pool = new RepoReplicatorPool({
			...{ database: flaky, clock: systemClock, logger, shards: 1, shardBytes: SHARD_BYTES },
			spill: { directory, limitBytes, files },
		});
		supervisor = new Supervisor("test", { strategy: "one_for_one" }, [pool.spec()]);
		await supervisor.start();
		return pool;
	}

	async function stop(): Promise<void> {
		await supervisor?.stop();
		supervisor = undefined;
	}

	const sensorOf = (pool: RepoReplicatorPool): SensorHandle =>
		pool.sensor({
			...{ sensorId: `outage ${sensors}`, name: "S", type: "ecg", connectorId: "c", connectorName: "C" },
			provenance: "real",
		});

	/** Sends `count` samples in batches of ten, each with a barrier; @returns the numbers of acknowledged batches */
	function send(pool: RepoReplicatorPool, from: number, count: number, acked: number[] = []): number[] {
		const sensor = sensorOf(pool);
		const series = sensor.series(ECG);
		for (let n = from; n < from + count; n += 1) {
			series.append(n * 4, n);
			if (n % 10 !== 9) continue;
			series.seal(); // As a flush of each batch would: many small rows.
			const seq = (n + 1) / 10;
			pool.barrier(sensor, "session", seq, (error) => acked.push(error ? -seq : seq));
		}
		return acked;
	}

	async function stored(): Promise<number[]> {
		const { rows } = await temporary.database.pool.query(
			`select value from sensor_attribute_data
			where sensor_id = (select id from sensors where external_id = $1) order by ts, seq`,
			[`outage ${sensors}`],
		);
		return rows.map(({ value }) => value);
	}

	const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

	it("go to the file when the server stops meanwhile; that a sensor came or paused does not, and is reported", async () => {
		const pool = await startPool();
		flaky.isAway = true;
		send(pool, 0, 10);
		sensorOf(pool).online(0);
		sensorOf(pool).paced(true, 1);
		await waitUntil(() => failures > 0);
		await stop();
		expect(lastWarning).toBe("stopped before it was stored which sensors came, went, changed or paused");
		flaky.isAway = false;
		await (await startPool()).drain();
		expect(await stored()).toEqual(numbers(10));
	});

	it("wait in a file beyond what memory may hold, and are stored once, in order, before newer ones", async () => {
		const pool = await startPool();
		flaky.isAway = true;
		const acked = send(pool, 0, 10);
		await waitUntil(() => failures > 0);
		for (let from = 10; from < 1_000; from += 330) {
			send(pool, from, 330, acked);
			await waitUntil(() => pool.metrics().spilled >= from);
		}
		expect(pool.metrics()).toMatchObject({ dropped: 0, spilled: 1_000, written: 0 });
		expect(acked).toEqual([]);
		// A correction of a sample that waits in the file: it must win.
		sensorOf(pool)
			.series(ECG)
			.append(500 * 4, -500);
		flaky.isAway = false;
		await pool.drain();
		expect(acked).toEqual(numbers(100).map((n) => n + 1));
		const expected = numbers(1_000);
		expected.splice(501, 0, -500);
		await expect(stored()).resolves.toEqual(expected);
		expect(pool.metrics()).toMatchObject({ spilled: 0, spilledBytes: 0, dropped: 0, written: 1_001 });
	});

	it("are stored once by the next process when the server stops meanwhile, with the sessions' numbers", async () => {
		const pool = await startPool();
		flaky.isAway = true;
		send(pool, 0, 100);
		await waitUntil(() => failures > 0);
		send(pool, 100, 400);
		await waitUntil(() => pool.metrics().spilled === 500);
		send(pool, 500, 100);
		await stop();
		await expect(stored()).resolves.toEqual([]);
		flaky.isAway = false;
		const next = await startPool();
		await expect(next.lastSeq(`outage ${sensors}`, "session")).resolves.toBe(60);
		await expect(stored()).resolves.toEqual(numbers(600));
	});

	it("are stored once although the answer to the commit that stored them is lost", async () => {
		const pool = await startPool();
		flaky.isAway = true;
		send(pool, 0, 100);
		await waitUntil(() => failures > 0);
		for (const from of [100, 400, 700]) {
			send(pool, from, 300);
			await waitUntil(() => pool.metrics().spilled === from + 300);
		}
		for (let turn = 0; turn < 3; turn += 1) {
			flaky.losses = 1;
			flaky.isAway = false;
			await waitUntil(() => flaky.losses === 0);
		}
		flaky.isAway = false;
		await pool.drain();
		await expect(stored()).resolves.toEqual(numbers(1_000));
	});

	it("are stored once when the server stops without knowing whether a commit came through", async () => {
		const pool = await startPool();
		flaky.losses = 1;
		send(pool, 0, 100);
		await waitUntil(() => flaky.losses === 0);
		send(pool, 100, 20);
		await stop();
		await expect(stored()).resolves.toEqual(numbers(100));
		flaky.isAway = false;
		const next = await startPool();
		await next.drain();
		await expect(stored()).resolves.toEqual(numbers(120));
	});

	it("are given up and counted when the disk is full, and their batches refused; later ones are kept", async () => {
		let isFull = true;
		const files: SpillFiles = {
			...spillFiles,
			append: (file, parts) =>
				isFull ? Promise.reject(new Error("no space left on device")) : spillFiles.append(file, parts),
		};
		const pool = await startPool(10_000_000, files);
		flaky.isAway = true;
		const acked = send(pool, 0, 10);
		await waitUntil(() => failures > 0);
		send(pool, 10, 200, acked);
		await waitUntil(() => pool.metrics().dropped === 200);
		isFull = false;
		send(pool, 210, 200, acked);
		await waitUntil(() => pool.metrics().spilled === 210);
		flaky.isAway = false;
		await pool.drain();
		expect(acked.filter((seq) => seq > 0)).toContain(1);
		expect(acked).toContain(-21);
		await expect(stored()).resolves.toEqual(numbers(410).filter((n) => n < 10 || n >= 210));
	});
});
