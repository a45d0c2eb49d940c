import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MIGRATIONS, migrate } from "../../infrastructure/database/migrate.ts";
import type { Schema } from "../../infrastructure/database/schema.ts";
import type { TemporaryDatabase } from "../../infrastructure/database/temporary-database.ts";
import type { SeriesDescriptor } from "./descriptors.ts";
import { HistoryReader } from "./history-reader.ts";
import type { RepoReplicatorPool } from "./repo-replicator-pool.ts";
import type { SensorHandle } from "./sensor-handle.ts";
import { RunningHistory } from "./testing/running-history.ts";

const T = Date.UTC(2026, 0, 1);
const PULSE: SeriesDescriptor = {
	attributeId: "heartrate",
	attributeType: "heartrate",
	unit: "bpm",
	samplingRateHz: 1,
	provenance: "real",
	precision: 32,
	stride: 1,
};

describe("arrival and clock offset of chunks", () => {
	let history: RunningHistory;
	let temporary: TemporaryDatabase;
	let pool: RepoReplicatorPool;

	beforeAll(async () => {
		history = await RunningHistory.start();
		({ pool, temporary } = history);
	});
	afterAll(() => history.stop());

	/** Arrival (ms) and offset of each chunk of a sensor, in order of writing. */
	async function stamps(sensor: SensorHandle): Promise<(number | null)[][]> {
		await pool.drain();
		const { rows } = await temporary.database.pool.query(
			`select c.arrived_at, c.offset_ms from sensor_attribute_chunks c
			join sensor_attributes a using (series_id) where a.sensor_id = $1 order by c.seq`,
			[sensor.rowId],
		);
		return rows.map((row) => [row.arrived_at?.getTime() ?? null, row.offset_ms]);
	}

	function offsetRead(sensor: SensorHandle, fromMs: number, toMs: number) {
		const { sensorId } = sensor.descriptor;
		const query = { sensorId, attributeId: "heartrate", fromMs, toMs, maxPoints: 10 };
		return new HistoryReader(temporary).read(query).then((answer) => answer?.clock_offset_ms);
	}

	it("are null while unknown", async () => {
		const sensor = history.newSensor();
		sensor.series(PULSE).append(T, 60);
		await expect(stamps(sensor)).resolves.toEqual([[null, null]]);
		await expect(offsetRead(sensor, T, T)).resolves.toBeNull();
	});

	it("are those of the chunk's last sample and of the moment it is made into a row", async () => {
		const sensor = history.newSensor();
		let offset = 250.5;
		sensor.clockOffset = () => offset;
		for (const [kind, precision, sample] of [
			["number", 32, 1],
			["vector", 64, Float64Array.of(1, 2)],
			["json", "json", { a: 1 }],
		] as const) {
			const series = sensor.series({ ...PULSE, attributeId: kind, precision });
			series.append(T, sample, T + 900);
			series.append(T + 1, sample, T + 1_000);
		}
		await expect(stamps(sensor)).resolves.toEqual(Array(3).fill([T + 1_000, 250.5]));
		offset = -7_200_000;
		const late = sensor.series(PULSE);
		late.append(T, 1, T + 2_000);
		await expect(stamps(sensor)).resolves.toContainEqual([T + 2_000, -7_200_000]);
	});

	it("answer with the offset of the newest chunk of the range", async () => {
		const sensor = history.newSensor();
		const series = sensor.series(PULSE);
		for (const [index, offset] of [10, 20, 30].entries()) {
			sensor.clockOffset = () => offset;
			series.append(T + index * 120_000, 1, T);
			await pool.drain();
		}
		await expect(offsetRead(sensor, T, T + 600_000)).resolves.toBe(30);
		await expect(offsetRead(sensor, T, T + 130_000)).resolves.toBe(20);
		await expect(offsetRead(sensor, T - 600_000, T - 1)).resolves.toBeNull();
	});

	it("come to a database that holds samples without them", async () => {
		await temporary.database.pool.query("create database earlier");
		const { password, port, user } = temporary.database.pool.options;
		const earlier = new pg.Pool({ host: "127.0.0.1", port, user, password, database: "earlier" });
		const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: earlier }) });
		const before = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name < "0005"));
		await migrate(kysely, before);
		await earlier.query(`
			insert into sensors (id, external_id, name, sensor_type, provenance)
				values ('01890000-0000-7000-8000-000000000001', 's', 'S', 't', 'real');
			insert into sensor_attributes (id, sensor_id, attribute_id, attribute_type, value_kind, provenance)
				select gen_random_uuid(), id, 'a', 'a', 'float4', 'real' from sensors;
			insert into sensor_attribute_chunks (series_id, t0, dt, v)
				select series_id, now(), array[0, 5], array[1, 2] from sensor_attributes`);
		await expect(migrate(kysely)).resolves.toContain("0005-arrival");
		const { rows } = await earlier.query("select value, arrived_at, offset_ms from sensor_attribute_data");
		expect(rows).toEqual([1, 2].map((value) => ({ value, arrived_at: null, offset_ms: null })));
		await kysely.destroy();
	});
});
