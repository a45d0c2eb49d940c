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
import { median, significant } from "./statistics.ts";

export const name = "history-day";
export const description =
	"24 hours of a 250 Hz waveform and of a 25 Hz vector of three to 1 000 points, after closed hours have been merged and summarised; and what merging and summarising them costs";
export const target = "≤ 200 ms for either";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const POINTS = 1_000;
const READS = 7;
/** Time of signal in one flush, and flushes after which the writer is waited for. */
const FLUSH_MS = 250;
const DRAIN_FLUSHES = 1_200;

const SERIES = [
	{ attributeId: "ecg", intervalMs: 4, stride: 1 },
	{ attributeId: "accelerometer", intervalMs: 40, stride: 3 },
] as const;

export async function run({ log }: BenchContext): Promise<Result> {
	const temporary = await startTemporaryDatabase();
	try {
		const from = (Math.floor(Date.now() / DAY_MS) - 2) * DAY_MS;
		const samples = await write(temporary, from);
		const size = () => chunkBytes(temporary);
		const before = await size();
		const upkeep = new HistoryUpkeep({
			...{ database: temporary, clock: systemClock, logger: silentLogger, waiting: () => 0 },
			retention: { waveform: 0, scalar: 0, rollup: 0 },
		});
		const cpu = process.cpuUsage();
		const began = performance.now();
		await upkeep.runOnce();
		const keptMs = performance.now() - began;
		const used = process.cpuUsage(cpu);
		await temporary.database.pool.query("vacuum full sensor_attribute_chunks");
		const after = await size();
		const [waveform, vector] = [
			await timed(temporary, from, "ecg"),
			await timed(temporary, from, "accelerometer"),
		];
		log(`${samples} samples, ${upkeep.processed} hours of series`);
		const figure = (value: number, unit: string) => ({ value: significant(value, 3), unit });
		return {
			figures: {
				"24 h of the waveform": figure(waveform, "ms"),
				"24 h of the vector": figure(vector, "ms"),
				"bytes per sample as written": figure(before / samples, "B"),
				"bytes per sample merged": figure(after / samples, "B"),
				"upkeep per sample, wall": figure((keptMs * 1_000) / samples, "µs"),
				"upkeep per sample, CPU here": figure((used.user + used.system) / samples, "µs"),
			},
			met: waveform <= 200 && vector <= 200,
			acceptable: waveform <= 333 && vector <= 333,
			notes: [
				"All pages are in memory. A sample of the vector is three numbers. Sizes are without summaries.",
			],
		};
	} finally {
		await temporary.stop();
	}
}

async function write({ database }: TemporaryDatabase, from: number): Promise<number> {
	const replicators = new RepoReplicatorPool({
		...{ database: { get: () => database }, clock: systemClock, logger: silentLogger },
	});
	const supervisor = new Supervisor("bench", { strategy: "one_for_one" }, [replicators.spec()]);
	await supervisor.start();
	const sensor = replicators.sensor({
		...{ sensorId: "bench", name: "Bench", type: "ecg", provenance: "simulated" },
		...{ connectorId: "bench", connectorName: "Bench" },
	});
	const handles = SERIES.map(({ attributeId, intervalMs, stride }) =>
		sensor.series({
			...{ attributeId, attributeType: attributeId, unit: null, samplingRateHz: 1_000 / intervalMs },
			...{ provenance: "simulated", precision: 32, stride },
		}),
	);
	for (let at = 0, flush = 0; at < DAY_MS; at += FLUSH_MS, flush += 1) {
		for (const [index, { intervalMs, stride }] of SERIES.entries()) {
			const first = Math.ceil(at / intervalMs);
			for (let n = first; n * intervalMs < at + FLUSH_MS; n += 1) {
				const value = Math.sin(n / 17) * 1.2;
				handles[index]!.append(
					from + n * intervalMs,
					stride === 1 ? value : Float64Array.of(value, 1, -value),
				);
			}
			handles[index]!.seal();
		}
		if (flush % DRAIN_FLUSHES === 0) await replicators.drain();
	}
	await replicators.drain();
	await supervisor.stop();
	await database.pool.query("vacuum analyze sensor_attribute_chunks");
	return replicators.metrics().written;
}

async function chunkBytes({ database }: TemporaryDatabase): Promise<number> {
	const { rows } = await database.pool.query<{ size: number }>(
		"select sum(pg_total_relation_size(relid))::float8 as size from pg_partition_tree('sensor_attribute_chunks')",
	);
	return rows[0]?.size ?? Number.NaN;
}

/** Median time of a read in ms. @throws Error when it does not give about the points asked for */
async function timed(temporary: TemporaryDatabase, from: number, attributeId: string): Promise<number> {
	const reader = new HistoryReader(temporary);
	const query = { sensorId: "bench", attributeId, fromMs: from, toMs: from + DAY_MS - 1, maxPoints: POINTS };
	const times: number[] = [];
	for (let turn = 0; turn < READS; turn += 1) {
		// A range that begins and ends within hours, minutes and seconds, as most do.
		const shifted = { ...query, fromMs: from + 1_234_567 + turn, toMs: query.toMs - 765_432 };
		const began = performance.now();
		const answer = await reader.read(shifted);
		times.push(performance.now() - began);
		if ((answer?.dt.length ?? 0) < POINTS * 0.9) throw new Error(`Got only ${answer?.dt.length} points.`);
	}
	return median(times);
}
