import { type Clock, systemClock } from "@sensocto/supervision";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLogger, type TemporaryDatabase } from "../../../infrastructure/database/temporary-database.ts";
import type { SeriesDescriptor } from "../descriptors.ts";
import { HOUR_MS } from "../history-limits.ts";
import { type HistoryAnswer, HistoryReader } from "../history-reader.ts";
import type { RepoReplicatorPool } from "../repo-replicator-pool.ts";
import type { SensorHandle } from "../sensor-handle.ts";
import { RunningHistory } from "../testing/running-history.ts";
import type { RetentionDays } from "./retention.ts";
import { HistoryUpkeep } from "./upkeep.ts";

const DAY_MS = 24 * HOUR_MS;
const KEEP: RetentionDays = { waveform: 0, scalar: 0, rollup: 0 };
const BASE: SeriesDescriptor = {
	...{ attributeId: "x", attributeType: "x", unit: null, provenance: "real" },
	...{ samplingRateHz: 1, precision: 32, stride: 1 },
};

describe("HistoryUpkeep", () => {
	let history: RunningHistory;
	let temporary: TemporaryDatabase;
	let pool: RepoReplicatorPool;
	let reader: HistoryReader;
	/** Midnight, some days ago. */
	const T = (Math.floor(Date.now() / DAY_MS) - 6) * DAY_MS;

	beforeAll(async () => {
		history = await RunningHistory.start();
		({ pool, temporary } = history);
		reader = new HistoryReader(temporary);
	});
	afterAll(() => history.stop());

	function upkeep(retention: RetentionDays = KEEP, now = Date.now()): HistoryUpkeep {
		const clock: Clock = { ...systemClock, now: () => now };
		return new HistoryUpkeep({
			...{ database: temporary, clock, logger: silentLogger, retention },
			waiting: () => 0,
		});
	}

	async function read(sensor: SensorHandle, from: number, to: number, maxPoints = 1_000, attributeId = "x") {
		const query = { sensorId: sensor.descriptor.sensorId, attributeId, fromMs: from, toMs: to, maxPoints };
		return (await reader.read(query)) as HistoryAnswer;
	}

	/** Every sample of every attribute as the view shows it, with its order of writing. */
	async function rows(sensor: SensorHandle) {
		const { rows: found } = await temporary.database.pool.query(
			`select attribute_id, (extract(epoch from ts) * 1000)::float8 as t, value, payload, arrived_at, offset_ms
			from sensor_attribute_data where sensor_id = $1 order by attribute_id, ts, seq`,
			[sensor.rowId],
		);
		return found;
	}

	async function chunkCount(sensor: SensorHandle): Promise<number> {
		const { rows: found } = await temporary.database.pool.query(
			`select count(*)::int as n from sensor_attribute_chunks
			where series_id in (select series_id from sensor_attributes where sensor_id = $1)`,
			[sensor.rowId],
		);
		return found[0].n;
	}

	/** A sample a second for `seconds`, each in a chunk of its own. */
	function fill(sensor: SensorHandle, from: number, seconds: number, descriptor = BASE): void {
		const series = sensor.series(descriptor);
		for (let n = 0; n < seconds; n += 1) {
			const value = Math.sin(n / 50) * 20 + (n === 1_234 ? 100 : 0);
			series.append(
				from + n * 1_000,
				descriptor.stride === 1 ? value : Float64Array.of(value, n),
				from + n * 1_000,
			);
			series.seal();
		}
	}

	it("merges small chunks of closed hours into few with exactly the same samples, and again changes nothing", async () => {
		const sensor = history.newSensor();
		sensor.clockOffset = () => 7;
		fill(sensor, T + 1, 4_000);
		fill(sensor, T, 300, { ...BASE, attributeId: "v", stride: 2, precision: 64 });
		for (let n = 0; n < 50; n += 1) {
			sensor
				.series({ ...BASE, attributeId: "j", precision: "json" })
				.append(T + n * 1_000, { n, text: `ä${n}` });
			sensor.series({ ...BASE, attributeId: "j", precision: "json" }).seal();
		}
		await pool.drain();
		const before = await rows(sensor);
		expect(await chunkCount(sensor)).toBe(4_350);
		await upkeep().runOnce();
		const merged = await chunkCount(sensor);
		expect(merged).toBeLessThan(30);
		const after = await rows(sensor);
		const samples = (all: typeof before) =>
			all.map(({ attribute_id, t, value, payload }) => ({ attribute_id, t, value, payload }));
		expect(samples(after)).toEqual(samples(before));
		expect(new Set(after.map(({ offset_ms }) => offset_ms))).toEqual(new Set([7]));
		// The stamp of a merged chunk is that of its last sample.
		expect(after.filter(({ arrived_at, t }) => arrived_at?.getTime() === t).length).toBeGreaterThanOrEqual(
			15,
		);
		await temporary.database.pool.query("update history_hours set dirty = true");
		await upkeep().runOnce();
		expect(await chunkCount(sensor)).toBe(merged);
		expect(await rows(sensor)).toEqual(after);
	});

	it("resolves corrected samples, and lets what comes later still win and be summarised", async () => {
		const sensor = history.newSensor();
		fill(sensor, T, 600);
		await pool.drain();
		const correct = async (t: number, value: number) => {
			sensor.series(BASE).append(t, value);
			await pool.drain();
		};
		await correct(T + 5_000, -50);
		await upkeep().runOnce();
		expect(await rows(sensor)).toHaveLength(600);
		await correct(T + 5_000, -60);
		await correct(T + 7_500, 77);
		const answer = await read(sensor, T + 4_000, T + 8_000);
		expect(answer.dt).toEqual([0, 1_000, 2_000, 3_000, 3_500, 4_000]);
		expect(answer.v[1]).toBe(-60);
		await upkeep().runOnce();
		const all = await rows(sensor);
		expect(all).toHaveLength(601);
		expect(all[5].value).toBe(-60);
		const { rows: hours } = await temporary.database.pool.query(
			`select lo, hi, n from sensor_attribute_rollups where level = 3600
			and series_id = (select series_id from sensor_attributes where sensor_id = $1)`,
			[sensor.rowId],
		);
		expect(hours).toEqual([{ lo: [-60], hi: [77], n: [601] }]);
	});

	it("leaves hours alone that are not over", async () => {
		const sensor = history.newSensor();
		fill(sensor, T, 100);
		await pool.drain();
		await upkeep(KEEP, T + HOUR_MS + 60_000).runOnce();
		expect(await chunkCount(sensor)).toBe(100);
	});

	it("answers from summaries as from samples: count, gaps, ends and peaks; also for merged chunks of a short range", async () => {
		const sensor = history.newSensor();
		// Ten samples a second over three hours, with a gap within a minute and one across an hour.
		const series = sensor.series({ ...BASE, samplingRateHz: 10 });
		const vectors = sensor.series({ ...BASE, attributeId: "v", stride: 2, samplingRateHz: 10 });
		for (let n = 0; n < 108_000; n += 1) {
			if ((n > 5_000 && n < 5_100) || (n > 35_990 && n < 36_700)) continue;
			const value = n === 12_345 ? 500 : n === 77_777 ? -500 : Math.sin(n / 900) * 30;
			series.append(T + n * 100, value);
			vectors.append(T + n * 100, Float64Array.of(value, n));
		}
		await pool.drain();
		const [from, to] = [T + 123_456, T + 3 * HOUR_MS - 7_777];
		const exact = await read(sensor, from, to, 100);
		const exactVectors = await read(sensor, from, to, 100, "v");
		await upkeep().runOnce();
		const rolled = await read(sensor, from, to, 100);
		expect([rolled.samples, rolled.gaps, rolled.decimated]).toEqual([exact.samples, exact.gaps, true]);
		expect(rolled.gaps).toHaveLength(2);
		expect([Math.min(...rolled.v.map(Number)), Math.max(...rolled.v.map(Number))]).toEqual([-500, 500]);
		expect(rolled.dt).toEqual(rolled.dt.toSorted((a, b) => a - b));
		expect(rolled.dt.length).toBeGreaterThan(90);
		const rolledVectors = await read(sensor, from, to, 100, "v");
		expect(rolledVectors).toMatchObject({
			samples: exactVectors.samples,
			gaps: exactVectors.gaps,
			decimated: true,
		});
		for (const [index, dt] of rolledVectors.dt.entries())
			expect(rolledVectors.v[2 * index + 1]).toBe((rolledVectors.t0 + dt - T) / 100);
		const near = await read(sensor, T + 60_030, T + 60_450);
		expect(near.dt).toEqual([0, 100, 200, 300]);
		// Few enough to be given whole.
		const few = await read(sensor, T + 4_000_000, T + 4_060_000, 20_000);
		expect([few.samples, few.decimated]).toEqual([601, false]);
		// New samples in a summarised hour are read from the samples at once.
		series.append(T + 50_000_00, 900);
		await pool.drain();
		expect(Math.max(...(await read(sensor, from, to, 100)).v.map(Number))).toBe(900);
	});

	it("deletes what has expired by class, whole days with their partition, keeps summaries and all that is younger", async () => {
		const sensor = history.newSensor();
		const wave = { ...BASE, attributeId: "w", samplingRateHz: 50 };
		const days = [T, T + DAY_MS, T + 2 * DAY_MS, T + 3 * DAY_MS];
		for (const day of days) {
			fill(sensor, day + DAY_MS - 120_000, 120);
			fill(sensor, day, 120, wave);
		}
		await pool.drain();
		await upkeep().runOnce();
		const partitions = async () => {
			const { rows: found } = await temporary.database.pool.query(
				"select count(*)::int as n from pg_inherits where inhparent = 'sensor_attribute_chunks'::regclass",
			);
			return found[0].n;
		};
		const left = async () => {
			const all = await rows(sensor);
			return ["w", "x"].map((id) =>
				days.map(
					(day) => all.filter(({ attribute_id: a, t }) => a === id && t >= day && t < day + DAY_MS).length,
				),
			);
		};
		const before = await partitions();
		const now = T + 4 * DAY_MS + 5 * HOUR_MS;
		await upkeep({ waveform: 2, scalar: 3, rollup: 0 }, now).runOnce();
		await upkeep({ waveform: 2, scalar: 3, rollup: 0 }, now).runOnce();
		expect(await left()).toEqual([
			[0, 0, 120, 120],
			[0, 120, 120, 120],
		]);
		expect(await partitions()).toBe(before - 1);
		// The summaries still tell of them, at any distance.
		const wide = await read(sensor, T, T + 4 * DAY_MS, 1_000, "w");
		expect([wide.samples, wide.decimated]).toEqual([480, true]);
		expect((await read(sensor, T, T + 300_000, 1_000, "w")).samples).toBe(120);
		// What comes late for an expired hour is deleted, not summarised in place of all that was there.
		sensor.series(wave).append(T + 1_500, 1e6);
		await pool.drain();
		await upkeep({ waveform: 2, scalar: 3, rollup: 0 }, now).runOnce();
		expect(Math.max(...(await read(sensor, T, T + 300_000, 1_000, "w")).v.map(Number))).toBeLessThan(1e6);
		await upkeep({ waveform: 2, scalar: 3, rollup: 3 }, now).runOnce();
		expect((await read(sensor, T, T + 4 * DAY_MS, 1_000, "w")).samples).toBe(360);
	});
});
