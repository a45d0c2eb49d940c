import { Supervisor, systemClock } from "@sensocto/supervision";
import { waitUntil } from "@sensocto/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { EmbeddedPostgres } from "../../infrastructure/database/embedded-postgres.ts";
import {
	silentLogger,
	startTemporaryDatabase,
	type TemporaryDatabase,
} from "../../infrastructure/database/temporary-database.ts";
import { applyFlush } from "./apply-flush.ts";
import { ChunkPartitions, partitionName } from "./chunk-partitions.ts";
import type { SeriesDescriptor } from "./descriptors.ts";
import { RepoReplicatorPool, type RepoReplicatorPoolOptions } from "./repo-replicator-pool.ts";
import type { SensorHandle } from "./sensor-handle.ts";
import { intercept, LossyDatabase } from "./testing/lossy-database.ts";

const HEART: SeriesDescriptor = {
	attributeId: "heartrate",
	attributeType: "heartrate",
	unit: "bpm",
	samplingRateHz: 1,
	provenance: "simulated",
	precision: 32,
	stride: 1,
};
const DAY_MS = 86_400_000;

describe("RepoReplicatorPool", () => {
	let temporary: TemporaryDatabase;
	let supervisor: Supervisor | undefined;
	let sensors = 0;

	beforeAll(async () => {
		temporary = await startTemporaryDatabase();
	});
	afterEach(async () => {
		await supervisor?.stop();
		supervisor = undefined;
	});
	afterAll(() => temporary.stop());

	async function startPool(options: Partial<RepoReplicatorPoolOptions> = {}): Promise<RepoReplicatorPool> {
		const pool = new RepoReplicatorPool({
			database: temporary,
			clock: systemClock,
			logger: silentLogger,
			...options,
		});
		supervisor = new Supervisor("test", { strategy: "one_for_one" }, [pool.spec()]);
		await supervisor.start();
		return pool;
	}

	function newSensor(pool: RepoReplicatorPool): SensorHandle {
		sensors += 1;
		const sensorId = `sensor ${sensors}`;
		return pool.sensor({
			...{ sensorId, name: sensorId, type: "heartrate", connectorId: "c:1", connectorName: "Phone" },
			...{ connectorType: "mobile", provenance: "simulated", source: "made for a test" },
		});
	}

	async function stored(sensor: SensorHandle): Promise<{ t: number; value: number }[]> {
		const { rows } = await temporary.database.pool.query(
			`select (extract(epoch from ts) * 1000)::float8 as t, value from sensor_attribute_data
			where sensor_id = (select id from sensors where external_id = $1) order by ts, seq`,
			[sensor.descriptor.sensorId],
		);
		return rows;
	}

	function barrier(pool: RepoReplicatorPool, sensor: SensorHandle, seq: number): Promise<void> {
		return new Promise((resolve, reject) => {
			pool.barrier(sensor, "session", seq, (error) => (error ? reject(error) : resolve()));
		});
	}

	it("stores samples and the session's last number together, and reports no session as 0", async () => {
		const pool = await startPool();
		const sensor = newSensor(pool);
		const series = sensor.series(HEART);
		const t = Date.now();
		for (let index = 0; index < 5; index += 1) pool.append(series, t + index, 60 + index);
		await expect(pool.lastSeq(sensor.descriptor.sensorId, "other")).resolves.toBe(0);
		await barrier(pool, sensor, 7);
		await expect(stored(sensor)).resolves.toEqual([0, 1, 2, 3, 4].map((n) => ({ t: t + n, value: 60 + n })));
		await expect(pool.lastSeq(sensor.descriptor.sensorId, "session")).resolves.toBe(7);
		await barrier(pool, sensor, 3);
		await expect(pool.lastSeq(sensor.descriptor.sensorId, "session")).resolves.toBe(7);
		expect(pool.metrics()).toMatchObject({ depth: 0, oldestMs: 0, written: 5, dropped: 0 });
	});

	it("shows samples of every kind through the view", async () => {
		const pool = await startPool();
		const sensor = newSensor(pool);
		const t = Date.now();
		sensor
			.series({ ...HEART, attributeId: "geolocation", precision: 64, stride: 2 })
			.append(t, new Float64Array([48.2, 16.4]));
		sensor.series({ ...HEART, attributeId: "skeleton", precision: "json" }).append(t, { joints: ["a\0"] });
		sensor.series(HEART).append(t, "not a number");
		await pool.drain();
		const { rows } = await temporary.database.pool.query(
			`select attribute_id, value, payload from sensor_attribute_data
			where sensor_id = $1 order by attribute_id`,
			[sensor.rowId],
		);
		expect(rows).toEqual([
			{ attribute_id: "geolocation", value: null, payload: [48.2, 16.4] },
			{ attribute_id: "heartrate", value: null, payload: "not a number" },
			{ attribute_id: "skeleton", value: null, payload: { joints: ["a\ufffd"] } },
		]);
	});

	it("keeps series ids when a sensor is described again, and takes the new description", async () => {
		const pool = await startPool();
		const sensor = newSensor(pool);
		const { attributeId } = HEART;
		sensor.series(HEART).append(1, 1);
		await pool.drain();
		const { seriesId } = sensor.series(HEART);
		pool.sensor({ ...sensor.descriptor, name: "Renamed\0" });
		sensor.series({ ...HEART, unit: "1/min" }).append(2, 2);
		await pool.drain();
		const { rows } = await temporary.database.pool.query(
			`select s.name, a.unit, a.series_id from sensors s join sensor_attributes a on a.sensor_id = s.id
			where s.id = $1 and attribute_id = $2`,
			[sensor.rowId, attributeId],
		);
		expect(rows).toEqual([{ name: "Renamed\ufffd", unit: "1/min", series_id: seriesId }]);
	});

	it("applies a flush once when the answer to its commit is lost", async () => {
		const lossy = new LossyDatabase(temporary, 2);
		const pool = await startPool({ database: lossy });
		const sensor = newSensor(pool);
		for (let index = 0; index < 3; index += 1) sensor.series(HEART).append(1_000 + index, index);
		await barrier(pool, sensor, 1);
		sensor.series(HEART).append(2_000, 9);
		await barrier(pool, sensor, 2);
		expect(lossy.lost).toBe(2);
		await expect(stored(sensor)).resolves.toEqual([
			...[0, 1, 2].map((value) => ({ t: 1_000 + value, value })),
			{ t: 2_000, value: 9 },
		]);
		await expect(pool.lastSeq(sensor.descriptor.sensorId, "session")).resolves.toBe(2);
	});

	it("waits for an earlier attempt that is still running instead of writing twice", async () => {
		const pool = await startPool();
		const sensor = newSensor(pool);
		const series = sensor.series(HEART);
		await pool.drain();
		const context = {
			...{ writerId: "01890000-0000-7000-8000-000000000000", shard: 0, descriptions: [], isolate: false },
			...{ newId: () => crypto.randomUUID(), nowMs: Date.now() },
		};
		series.append(5, 5);
		const waiting = sensor.queue.take()!;
		const flush = { ...waiting, id: 1 };
		const [first, second] = await Promise.all([
			temporary.database.pool.connect(),
			temporary.database.pool.connect(),
		]);
		let release = () => {};
		const gate = new Promise<void>((resolve) => {
			release = resolve;
		});
		let held = () => {};
		const reached = new Promise<void>((resolve) => {
			held = resolve;
		});
		const early = applyFlush(
			intercept(first, async (text, run) => {
				if (text !== "commit") return run();
				held();
				await gate;
				return run();
			}),
			flush,
			context,
		);
		await reached;
		const late = applyFlush(second, flush, context);
		await waitUntil(async () => {
			const { rows } = await temporary.database.pool.query(
				"select count(*)::int as n from pg_locks where not granted",
			);
			return rows[0].n > 0;
		});
		release();
		await expect(early).resolves.toBeDefined();
		await expect(late).resolves.toBeUndefined();
		first.release();
		second.release();
		await expect(stored(sensor)).resolves.toEqual([{ t: 5, value: 5 }]);
		sensor.queue.settle(waiting);
	});

	it("leaves out what the database refuses, tells its barrier and goes on", async () => {
		const pool = await startPool();
		const [bad, good] = [newSensor(pool), newSensor(pool)];
		const series = bad.series(HEART);
		series.append(1, 1);
		const row = { series, t0: 1, samples: 1, bytes: Buffer.alloc(40, 1), waveform: false, ordinal: 0 };
		row.bytes.writeInt16BE(6, 0);
		bad.queue.appended(series);
		bad.queue.push(row);
		good.series(HEART).append(1, 1);
		await expect(barrier(pool, bad, 1)).rejects.toThrow("given up");
		await barrier(pool, good, 1);
		await expect(stored(bad)).resolves.toEqual([{ t: 1, value: 1 }]);
		expect(pool.metrics().dropped).toBe(1);
		await expect(pool.lastSeq(bad.descriptor.sensorId, "session")).resolves.toBe(1);
	});

	it("gives near days a partition of their own, moving what came early, and keeps the rest elsewhere", async () => {
		const pool = await startPool();
		const sensor = newSensor(pool);
		const today = Math.floor(Date.now() / DAY_MS);
		const times = [today * DAY_MS, (today + 40) * DAY_MS, Date.UTC(1970, 0, 1), Date.UTC(9999, 0, 1)];
		for (const t of times) sensor.series(HEART).append(t, 1);
		await pool.drain();
		const partitions = async () => {
			const { rows } = await temporary.database.pool.query(
				`select tableoid::regclass::text as name from sensor_attribute_chunks where series_id = $1 order by t0`,
				[sensor.series(HEART).seriesId],
			);
			return rows.map(({ name }) => name);
		};
		const elsewhere = "sensor_attribute_chunks_default";
		await expect(partitions()).resolves.toEqual([elsewhere, partitionName(today), elsewhere, elsewhere]);
		const later = { ...systemClock, now: () => Date.now() + 40 * DAY_MS };
		const client = await temporary.database.pool.connect();
		await new ChunkPartitions(later).ensure(client, [times[1]!]);
		client.release();
		await expect(partitions()).resolves.toEqual([
			elsewhere,
			partitionName(today),
			partitionName(today + 40),
			elsewhere,
		]);
	});

	it("loses nothing acknowledged and doubles nothing when the server is killed again and again", async () => {
		const pool = await startPool();
		const sensor = newSensor(pool);
		const series = sensor.series(HEART);
		const embedded = new EmbeddedPostgres(temporary.dataDir, systemClock);
		await embedded.start();
		const acknowledged: number[] = [];
		let seq = 0;
		const send = (count: number) => {
			for (let index = 0; index < count; index += 1) {
				seq += 1;
				pool.append(series, seq, seq);
				const mine = seq;
				pool.barrier(sensor, "session", mine, (error) => {
					if (!error) acknowledged.push(mine);
				});
			}
		};
		for (let round = 0; round < 4; round += 1) {
			const before = acknowledged.length;
			send(200);
			if (round % 2 === 0) await waitUntil(() => acknowledged.length > before);
			send(200);
			process.kill(embedded.pid()!, "SIGKILL");
			await waitUntil(() => embedded.pid() === undefined);
			const kept = new Set(acknowledged);
			await temporary.watch();
			const ids = (await stored(sensor)).map(({ value }) => value);
			expect([...kept].filter((value) => !ids.includes(value))).toEqual([]);
		}
		await pool.drain();
		expect((await stored(sensor)).map(({ value }) => value)).toEqual(
			Array.from({ length: seq }, (_, n) => n + 1),
		);
		expect(acknowledged).toHaveLength(seq);
		expect(pool.metrics().dropped).toBe(0);
	}, 40_000);

	it("writes what waits when it stops", async () => {
		const pool = await startPool();
		const sensor = newSensor(pool);
		sensor.series(HEART).append(1, 1);
		await supervisor?.stop();
		supervisor = undefined;
		await expect(stored(sensor)).resolves.toEqual([{ t: 1, value: 1 }]);
	});
});
