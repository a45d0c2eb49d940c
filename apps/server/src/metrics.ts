import { loadMetrics } from "./domain/load/load-metrics.ts";
import { breakerMetrics } from "./infrastructure/breaker-metrics.ts";
import { Telemetry } from "./infrastructure/telemetry.ts";
import type { Platform } from "./platform.ts";
import type { HistoryUpkeep } from "./storage/history/hours/upkeep.ts";
import type { RepoReplicatorPool } from "./storage/history/repo-replicator-pool.ts";

/** Where the figures come from. */
export interface MetricSources {
	readonly platform: Platform;
	readonly history: RepoReplicatorPool;
	readonly upkeep: HistoryUpkeep;
}

/** Name without its prefix, what it counts, and how it is read. */
type Metric = readonly [name: string, help: string, read: () => number];

/** The process's metrics, with the figures of every part: they are read when somebody asks. */
export function createTelemetry({ history, platform, upkeep }: MetricSources): Telemetry {
	const telemetry = new Telemetry();
	const { delivery, router, sampleLedger, sensorRegistry, sockets } = platform;
	const stored = () => history.metrics();
	const gauges: Metric[] = [
		["sensors", "Sensors known", () => sensorRegistry.size],
		["connections", "Open sockets", () => sockets.peek()?.connectionCount ?? 0],
		["channels", "Joined channels", () => sockets.peek()?.channelCount ?? 0],
		["streams_watched", "Attributes somebody watches", () => delivery.topics.size],
		["frame_groups", "Distinct frames per flush", () => delivery.groups.size],
		["viewers_stalled", "Viewers whose sockets are full", () => delivery.stalled.size],
		[
			"viewer_unsent_bytes_max",
			"Unsent bytes of the viewer that has most of them",
			() => mostUnsent(platform),
		],
		["sample_bytes", "Bytes that samples hold in memory", () => sampleLedger.total],
		["history_depth", "Samples accepted and not yet stored", () => stored().depth],
		["history_lag_ms", "Age of the oldest unstored sample", () => stored().oldestMs],
		["history_spilled_samples", "Samples that wait in spill files", () => stored().spilled],
		["history_spilled_bytes", "Size of the spill files", () => stored().spilledBytes],
		["history_upkeep_backlog", "Hours of series to be merged and summarised", () => upkeep.backlog],
	];
	const counters: Metric[] = [
		["frames_sent", "Frames written to viewers", () => router.peek()?.frames ?? 0],
		["history_samples", "Samples stored", () => stored().written],
		["history_dropped", "Samples given up", () => stored().dropped],
		[
			"history_spill_lost",
			"Samples given up because spill files were full or damaged",
			() => stored().spillLost,
		],
		["history_spill_damaged", "Damaged records found in spill files", () => stored().damaged],
		["history_spill_removed", "Damaged spill files removed for newer ones", () => stored().damagedRemoved],
		["history_upkeep", "Hours of series merged and summarised", () => upkeep.processed],
	];
	for (const [name, help, read] of gauges) telemetry.gauge(`sensocto_${name}`, help, read);
	for (const [name, help, read] of counters) telemetry.counter(`sensocto_${name}_total`, help, read);
	loadMetrics(telemetry, platform.load);
	breakerMetrics(telemetry, platform.breakers);
	return telemetry;
}

function mostUnsent({ delivery }: Platform): number {
	let most = 0;
	for (const { sink } of delivery.viewers) most = Math.max(most, sink.bufferedBytes);
	return most;
}
