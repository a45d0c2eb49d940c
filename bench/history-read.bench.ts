import { Supervisor, systemClock } from "@sensocto/supervision";
import {
	silentLogger,
	startTemporaryDatabase,
	type TemporaryDatabase,
} from "../apps/server/src/infrastructure/database/temporary-database.ts";
import { HistoryReader } from "../apps/server/src/storage/history/history-reader.ts";
import { HistoryUpkeep } from "../apps/server/src/storage/history/hours/upkeep.ts";
import { RepoReplicatorPool } from "../apps/server/src/storage/history/repo-replicator-pool.ts";
import type { BenchContext, Result } from "./benchmark.ts";
import { interleave, median, significant } from "./statistics.ts";

export const name = "history-read";
export const description =
	"one hour of a 250 Hz waveform (900 000 samples) to 1 000 points: the history reader on chunk rows against a row per sample with an index, grouped in SQL";
export const target = "≥ 5 × faster than rows";

const HOUR_MS = 3_600_000;
const INTERVAL_MS = 4;
const POINTS = 1_000;
/** Samples of one flush: 250 ms of signal. */
const FLUSH_SAMPLES = 62;
/** Flushes after which the writer is waited for. */
const DRAIN_FLUSHES = 800;
/** Reads in one timed stretch. */
const READS = 5;

export async function run({ repeats }: BenchContext): Promise<Result> {
	const temporary = await startTemporaryDatabase();
	try {
		const from = Math.floor(Date.now() / 86_400_000) * 86_400_000;
		await writeHour(temporary, from);
		const reader = new HistoryReader(temporary);
		const query = {
			sensorId: "bench",
			attributeId: "ecg",
			fromMs: from,
			toMs: from + HOUR_MS,
			maxPoints: POINTS,
		};
		const times = await interleave(
			{
				chunks: () => timed(async () => (await reader.read(query))?.v.length ?? 0),
				rows: () => timed(() => readRows(temporary, from)),
			},
			repeats,
		);
		const [chunks, rows] = [median(times.chunks), median(times.rows)];
		await summarise(temporary);
		const summarised = await timed(async () => (await reader.read(query))?.v.length ?? 0);
		return {
			figures: {
				ratio: { value: significant(rows / chunks, 3), unit: "" },
				chunks: { value: significant(chunks, 3), unit: "ms" },
				rows: { value: significant(rows, 3), unit: "ms" },
				"chunks once the hour is summarised": { value: significant(summarised, 3), unit: "ms" },
			},
			met: rows / chunks >= 5,
			acceptable: rows / chunks >= 3,
			notes: [
				"All pages are in memory; rows are grouped by the database, chunks are collected in the reader.",
			],
		};
	} finally {
		await temporary.stop();
	}
}

async function writeHour({ database }: TemporaryDatabase, from: number): Promise<void> {
	const replicators = new RepoReplicatorPool({
		...{ database: { get: () => database }, clock: systemClock, logger: silentLogger },
	});
	const supervisor = new Supervisor("bench", { strategy: "one_for_one" }, [replicators.spec()]);
	await supervisor.start();
	const series = replicators
		.sensor({
			...{ sensorId: "bench", name: "Bench", type: "ecg", provenance: "simulated" },
			...{ connectorId: "bench", connectorName: "Bench" },
		})
		.series({
			...{ attributeId: "ecg", attributeType: "ecg", unit: "mV", samplingRateHz: 1_000 / INTERVAL_MS },
			...{ provenance: "simulated", precision: 32, stride: 1 },
		});
	for (let index = 0; index < HOUR_MS / INTERVAL_MS; index += 1) {
		series.append(from + index * INTERVAL_MS, Math.sin(index / 17) * 1.2);
		if (index % FLUSH_SAMPLES === FLUSH_SAMPLES - 1) series.seal();
		if (index % (FLUSH_SAMPLES * DRAIN_FLUSHES) === 0) await replicators.drain();
	}
	await replicators.drain();
	await supervisor.stop();
	for (const statement of [
		"create table sample_rows (series_id int not null, ts timestamptz not null, value real)",
		"insert into sample_rows select series_id, ts, value from sensor_attribute_data order by ts",
		"create index on sample_rows (series_id, ts)",
		"vacuum analyze sample_rows, sensor_attribute_chunks",
	])
		await database.pool.query(statement);
}

async function summarise(temporary: TemporaryDatabase): Promise<void> {
	const hourLater = { ...systemClock, now: () => Date.now() + 2 * HOUR_MS };
	await new HistoryUpkeep({
		...{ database: temporary, clock: hourLater, logger: silentLogger, waiting: () => 0 },
		retention: { waveform: 0, scalar: 0, rollup: 0 },
	}).runOnce();
}

async function readRows({ database }: TemporaryDatabase, from: number): Promise<number> {
	const { rows } = await database.pool.query(
		`select date_bin($2::float8 * interval '1 millisecond', ts, $1) as stretch, min(value), max(value), count(*)
		from sample_rows where series_id = (select series_id from sensor_attributes) and ts between $1 and $3
		group by 1 order by 1`,
		[new Date(from), (2 * HOUR_MS) / POINTS, new Date(from + HOUR_MS)],
	);
	return 2 * rows.length;
}

/** Mean time of one read in ms. @throws Error when it does not give the points asked for */
async function timed(read: () => Promise<number>): Promise<number> {
	const began = performance.now();
	for (let turn = 0; turn < READS; turn += 1) {
		const points = await read();
		if (points < POINTS * 0.9) throw new Error(`Expected about ${POINTS} points, got ${points}.`);
	}
	return (performance.now() - began) / READS;
}
