import { Supervisor, systemClock } from "@sensocto/supervision";
import type pg from "pg";
import { EmbeddedPostgres } from "../apps/server/src/infrastructure/database/embedded-postgres.ts";
import {
	silentLogger,
	startTemporaryDatabase,
	type TemporaryDatabase,
} from "../apps/server/src/infrastructure/database/temporary-database.ts";
import { RepoReplicatorPool } from "../apps/server/src/storage/history/repo-replicator-pool.ts";
import type { SeriesHandle } from "../apps/server/src/storage/history/series-handle.ts";
import type { BenchContext, Result } from "./benchmark.ts";
import { total, treeUse } from "./process-tree.ts";
import { interleave, median, significant } from "./statistics.ts";

export const name = "history-write";
export const description =
	"500 waveforms of 250 Hz into PostgreSQL, durable (fsync on), a flush each 250 ms of signal: chunk rows by COPY against a row per sample by multi-row insert of 1 000 rows on 8 connections";
export const target = "≥ 10 × the samples/s of a row per sample; ≤ .1 × its bytes per sample";

const SERIES = 500;
const INTERVAL_MS = 4;
/** Samples of each series in one flush: 250 ms of signal. */
const SAMPLES = 62;
/** From a sample to its arrival: each chunk keeps the arrival of its last, and the clock offset. */
const ARRIVAL_MS = 20;
const CHUNK_FLUSHES = 40;
/** Fewer, since each takes many times as long; rates and sizes are per sample. */
const ROW_FLUSHES = 4;
const ROWS_PER_INSERT = 1_000;
const CONNECTIONS = 8;

interface Sample {
	samplesPerSecond: number;
	cpuUs: number;
	bytes: number;
}

/** A row per sample as the entity is written down: sensor, attribute, time and number are its key. */
const ROW_TABLE = `create table sample_rows (
	sensor_id uuid not null, attribute_id text not null, ts timestamptz not null, seq bigint not null,
	value double precision, payload jsonb, primary key (sensor_id, attribute_id, ts, seq))`;

const signal = (series: number, index: number) => Math.sin(index / 17 + series) * 1.2;

export async function run({ repeats, log }: BenchContext): Promise<Result> {
	const temporary = await startTemporaryDatabase();
	const server = new EmbeddedPostgres(temporary.dataDir, systemClock);
	await server.start();
	const replicators = new RepoReplicatorPool({
		database: temporary,
		clock: systemClock,
		logger: silentLogger,
	});
	const supervisor = new Supervisor("bench", { strategy: "one_for_one" }, [replicators.spec()]);
	await supervisor.start();
	await temporary.database.pool.query(ROW_TABLE);
	const series = describeSeries(replicators);
	await replicators.drain();
	const measured = { server: server.pid()!, pool: temporary.database.pool };
	try {
		const results = await interleave(
			{
				chunks: () =>
					measure(measured, "sensor_attribute_chunks", CHUNK_FLUSHES, (from) =>
						writeChunks(replicators, series, from),
					),
				rows: () => measure(measured, "sample_rows", ROW_FLUSHES, (from) => writeRows(temporary, from)),
			},
			repeats,
		);
		log(`${replicators.metrics().written} samples as chunks, ${replicators.metrics().dropped} dropped`);
		return summarise(results.chunks, results.rows);
	} finally {
		await supervisor.stop();
		await temporary.stop();
	}
}

function describeSeries(replicators: RepoReplicatorPool): SeriesHandle[] {
	return Array.from({ length: SERIES }, (_, index) => {
		const sensor = replicators.sensor({
			...{ sensorId: `sensor-${index}`, name: `Sensor ${index}`, type: "ecg", provenance: "simulated" },
			...{ connectorId: "bench", connectorName: "Bench" },
		});
		sensor.clockOffset = () => ARRIVAL_MS;
		return sensor.series({
			...{ attributeId: "ecg", attributeType: "ecg", unit: "mV", samplingRateHz: 1_000 / INTERVAL_MS },
			...{ provenance: "simulated", precision: 32, stride: 1 },
		});
	});
}

async function measure(
	{ server, pool }: { server: number; pool: pg.Pool },
	table: string,
	flushes: number,
	write: (fromIndex: number) => Promise<void>,
): Promise<Sample> {
	await pool.query(`truncate ${table}`);
	await pool.query("checkpoint");
	const cpu = () => total([...treeUse(server), ...treeUse(process.pid).slice(0, 1)], "cpuUs");
	const usedBefore = cpu();
	const began = performance.now();
	for (let flush = 0; flush < flushes; flush += 1) await write(flush * SAMPLES);
	const seconds = (performance.now() - began) / 1_000;
	const samples = flushes * SAMPLES * SERIES;
	const cpuUs = (cpu() - usedBefore) / samples;
	return { samplesPerSecond: samples / seconds, cpuUs, bytes: (await sizeOf(pool, table)) / samples };
}

/** Table, indexes and, where it has them, partitions. */
async function sizeOf(pool: pg.Pool, table: string): Promise<number> {
	const { rows } = await pool.query<{ size: number }>(
		`select (pg_total_relation_size($1) + coalesce((select sum(pg_total_relation_size(relid))
			from pg_partition_tree($1) where relid <> $1::regclass), 0))::float8 as size`,
		[table],
	);
	return rows[0]?.size ?? Number.NaN;
}

async function writeChunks(
	replicators: RepoReplicatorPool,
	series: SeriesHandle[],
	from: number,
): Promise<void> {
	const midnight = Math.floor(Date.now() / 86_400_000) * 86_400_000;
	for (let index = from; index < from + SAMPLES; index += 1)
		for (const [number, handle] of series.entries())
			handle.append(
				midnight + index * INTERVAL_MS,
				signal(number, index),
				midnight + index * INTERVAL_MS + ARRIVAL_MS,
			);
	await replicators.drain();
}

async function writeRows({ database }: TemporaryDatabase, from: number): Promise<void> {
	const midnight = Math.floor(Date.now() / 86_400_000) * 86_400_000;
	const statements: string[] = [];
	let rows: string[] = [];
	const insert = () => {
		statements.push(
			`insert into sample_rows (sensor_id, attribute_id, ts, seq, value) values ${rows.join(",")}`,
		);
		rows = [];
	};
	for (let index = from; index < from + SAMPLES; index += 1)
		for (let number = 0; number < SERIES; number += 1) {
			const id = `01890000-0000-7000-8000-${String(number).padStart(12, "0")}`;
			const ts = new Date(midnight + index * INTERVAL_MS).toISOString();
			rows.push(`('${id}','ecg','${ts}',${index},${signal(number, index)})`);
			if (rows.length === ROWS_PER_INSERT) insert();
		}
	if (rows.length > 0) insert();
	const work = statements.values();
	await Promise.all(
		Array.from({ length: CONNECTIONS }, async () => {
			for (const statement of work) await database.pool.query(statement);
		}),
	);
}

function summarise(chunks: Sample[], rows: Sample[]): Result {
	const of = (samples: Sample[], figure: keyof Sample) => median(samples.map((sample) => sample[figure]));
	const rate = of(chunks, "samplesPerSecond") / of(rows, "samplesPerSecond");
	const size = of(chunks, "bytes") / of(rows, "bytes");
	const figure = (value: number, unit: string) => ({ value: significant(value, 3), unit });
	return {
		figures: {
			"rate ratio": figure(rate, ""),
			"size ratio": figure(size, ""),
			"chunks, samples/s": figure(of(chunks, "samplesPerSecond"), "1/s"),
			"rows, samples/s": figure(of(rows, "samplesPerSecond"), "1/s"),
			"chunks, bytes per sample": figure(of(chunks, "bytes"), "B"),
			"rows, bytes per sample": figure(of(rows, "bytes"), "B"),
			"chunks, CPU per sample": figure(of(chunks, "cpuUs"), "µs"),
			"rows, CPU per sample": figure(of(rows, "cpuUs"), "µs"),
		},
		met: rate >= 10 && size <= 0.1,
		acceptable: rate >= 6 && size <= 0.1 / 0.6,
		notes: ["CPU is that of the writing process and all processes of PostgreSQL."],
	};
}
