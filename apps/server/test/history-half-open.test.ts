import { rmSync } from "node:fs";
import { Supervisor, systemClock } from "@sensocto/supervision";
import { FaultProxy, SmallDisk, waitUntil } from "@sensocto/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Database } from "../src/infrastructure/database/database.ts";
import {
	silentLogger,
	startTemporaryDatabase,
	type TemporaryDatabase,
	temporaryScope,
} from "../src/infrastructure/database/temporary-database.ts";
import { RepoReplicatorPool } from "../src/storage/history/repo-replicator-pool.ts";
import { temporaryDirectory } from "./launch-server.ts";

const FLUSH_TIMEOUT_MS = 400;
const LONGEST_MS = 60_000;

describe("C10: a network or a disk that fails under the history", () => {
	let temporary: TemporaryDatabase;
	let proxy: FaultProxy;
	let database: Database;
	let supervisor: Supervisor | undefined;
	let disk: SmallDisk | undefined;
	let directory: string;
	let sensors = 0;

	beforeAll(async () => {
		temporary = await startTemporaryDatabase();
	});
	beforeEach(async () => {
		const { password, port, user } = temporary.database.pool.options;
		proxy = await FaultProxy.listen({ port: Number(port) });
		const databaseUrl = `postgres://${user}:${String(password)}@127.0.0.1:${proxy.port}/postgres`;
		database = new Database({ ...{ databaseUrl, dataDir: "", clock: systemClock, logger: silentLogger } });
		await database.start(temporaryScope([]));
		directory = temporaryDirectory();
		sensors += 1;
	});
	afterEach(async () => {
		await supervisor?.stop();
		await database.stop();
		await proxy.close();
		rmSync(directory, { recursive: true });
		disk?.unmount();
		disk = undefined;
	});
	afterAll(() => temporary.stop());

	async function startPool(directory: string): Promise<RepoReplicatorPool> {
		const pool = new RepoReplicatorPool({
			...{ database: { get: () => database }, clock: systemClock, logger: silentLogger },
			...{ shards: 1, shardBytes: 4_096, flushTimeoutMs: FLUSH_TIMEOUT_MS },
			spill: { directory, limitBytes: 64 * 1024 * 1024 },
		});
		supervisor = new Supervisor("test", { strategy: "one_for_one" }, [pool.spec()]);
		await supervisor.start();
		return pool;
	}

	function send(pool: RepoReplicatorPool, from: number, count: number): void {
		const series = pool
			.sensor({
				...{ sensorId: `net ${sensors}`, name: "N", type: "n", connectorId: "c", connectorName: "C" },
				provenance: "real",
			})
			.series({
				...{ attributeId: "x", attributeType: "x", unit: null, samplingRateHz: 100 },
				...{ provenance: "real", precision: 32, stride: 1 },
			});
		for (let n = from; n < from + count; n += 1) series.append(n * 10, n);
	}

	async function stored(): Promise<number[]> {
		const { rows } = await temporary.database.pool.query<{ value: number }>(
			`select value from sensor_attribute_data
			where sensor_id = (select id from sensors where external_id = $1) order by ts, seq`,
			[`net ${sensors}`],
		);
		return rows.map(({ value }) => value);
	}

	const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

	it("C10.4 gives a connection up that only seems open, spills meanwhile and stores each sample once", async () => {
		const pool = await startPool(directory);
		send(pool, 0, 100);
		await pool.drain();
		for (const round of [1, 2]) {
			proxy.partition();
			const base = 100 + (round - 1) * 2_000;
			send(pool, base, 100);
			const stuck = performance.now() + FLUSH_TIMEOUT_MS;
			await waitUntil(() => performance.now() >= stuck);
			send(pool, base + 100, 1_900);
			await waitUntil(() => pool.metrics().spilled > 0, {
				timeoutMs: LONGEST_MS,
				what: "samples in the spill file",
			});
			// What was under way arrives after all, beside the new attempts.
			proxy.heal();
			await pool.drain();
			expect(await stored()).toEqual(numbers(base + 2_000));
		}
		expect(pool.metrics()).toMatchObject({ dropped: 0, spilled: 0, depth: 0 });
	}, 120_000);

	it("C10.5 counts what a full disk cannot take, goes on, and takes it again when there is room", async (context) => {
		disk = SmallDisk.mount(1024 * 1024);
		if (disk === undefined) return context.skip("a small disk cannot be mounted here");
		const pool = await startPool(`${disk.directory}/spill`);
		send(pool, 0, 100);
		await pool.drain();
		proxy.partition();
		send(pool, 100, 100);
		const stuck = performance.now() + FLUSH_TIMEOUT_MS;
		await waitUntil(() => performance.now() >= stuck);
		disk.fill();
		send(pool, 200, 1_000);
		await waitUntil(() => pool.metrics().dropped === 1_000, { timeoutMs: LONGEST_MS, what: "the loss" });
		disk.free();
		send(pool, 1_200, 1_000);
		await waitUntil(() => pool.metrics().spilled >= 1_000, {
			timeoutMs: LONGEST_MS,
			what: "samples in the spill file",
		});
		proxy.heal();
		await pool.drain();
		expect(await stored()).toEqual(numbers(2_200).filter((n) => n < 200 || n >= 1_200));
	}, 120_000);
});
