import { waitUntil } from "@sensocto/testkit";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TemporaryDatabase } from "../../../infrastructure/database/temporary-database.ts";
import type { RepoReplicatorPool } from "../repo-replicator-pool.ts";
import type { SeriesHandle } from "../series-handle.ts";
import { RunningHistory } from "../testing/running-history.ts";
import { processHour } from "./process-hour.ts";

const HOUR = Date.UTC(2026, 0, 1, 5);
const SAMPLES = 200;

describe("processHour", () => {
	let history: RunningHistory;
	let temporary: TemporaryDatabase;
	let pool: RepoReplicatorPool;
	let series: SeriesHandle;

	beforeAll(async () => {
		history = await RunningHistory.start();
		({ pool, temporary } = history);
	});
	beforeEach(async () => {
		series = history.newSensor().series({
			...{ attributeId: "x", attributeType: "x", unit: null, samplingRateHz: 1 },
			...{ provenance: "real", precision: 32, stride: 1 },
		});
		for (let n = 0; n < SAMPLES; n += 1) {
			series.append(HOUR + n * 1_000, n);
			series.seal();
		}
		await pool.drain();
	});
	afterAll(() => history.stop());

	async function work(around?: (text: string, client: pg.PoolClient) => Promise<void>) {
		const client = await temporary.database.pool.connect();
		const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
		const watched = Object.create(client, {
			query: {
				value: (...args: unknown[]) => {
					if (typeof args[0] !== "string" || !around) return query(...args);
					return around(args[0], client).then(() => query(...args));
				},
			},
		}) as pg.PoolClient;
		let failure: Error | undefined;
		try {
			return await processHour(watched, { seriesId: series.seriesId, hour: HOUR });
		} catch (error) {
			failure = error as Error;
			throw error;
		} finally {
			client.release(failure);
		}
	}

	async function state() {
		const { rows } = await temporary.database.pool.query(
			`select (select count(*)::int from sensor_attribute_chunks where series_id = $1) as chunks,
				(select array_agg(value order by ts) from sensor_attribute_data where series_id = $1) as values,
				(select count(*)::int from sensor_attribute_rollups where series_id = $1) as rollups,
				(select dirty from history_hours where series_id = $1) as dirty`,
			[series.seriesId],
		);
		return rows[0];
	}

	const values = Array.from({ length: SAMPLES }, (_, n) => n);

	it("changes nothing when its connection dies before it commits, and all at the next try", async () => {
		const before = await state();
		expect(before).toEqual({ chunks: SAMPLES, values, rollups: 0, dirty: true });
		const dying = work(async (text, client) => {
			if (text !== "commit") return;
			const { processID } = client as unknown as { processID: number };
			await temporary.database.pool.query("select pg_terminate_backend($1)", [processID]);
		});
		await expect(dying).rejects.toThrow();
		expect(await state()).toEqual(before);
		await expect(work()).resolves.toEqual({ chunks: SAMPLES, left: 1 });
		expect(await state()).toEqual({ chunks: 1, values, rollups: 2, dirty: false });
	});

	it("keeps a sample that comes while it works, and leaves the hour marked", async () => {
		let late: Promise<void> | undefined;
		await work(async (text) => {
			if (text !== "commit") return;
			series.append(HOUR + 5_500, -1);
			late = pool.drain();
			await waitUntil(async () => {
				const { rows } = await temporary.database.pool.query(
					"select count(*)::int as n from pg_locks where not granted",
				);
				return rows[0].n > 0;
			});
		});
		await late;
		expect(await state()).toMatchObject({
			chunks: 2,
			dirty: true,
			values: [...values.slice(0, 6), -1, ...values.slice(6)],
		});
		await work();
		expect(await state()).toMatchObject({ chunks: 1, dirty: false });
	});

	it("leaves an hour alone that another process works on, or that has nothing new", async () => {
		let second: unknown = "not asked";
		await work(async (text) => {
			if (text === "commit") second = await work();
		});
		expect(second).toBeUndefined();
		await expect(work()).resolves.toBeUndefined();
	});
});
