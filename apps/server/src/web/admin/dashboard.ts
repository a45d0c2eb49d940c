import { cpuUsage, memoryUsage, version } from "node:process";
import type { DashboardAttention, DashboardModule, DashboardOverview } from "@sensocto/protocol";
import type { Clock, Ref, TreeNode } from "@sensocto/supervision";
import { BIO_MODULES, type DecisionLog } from "../../bio/decision-log.ts";
import type { ModuleModes } from "../../bio/module-modes.ts";
import type { PredictiveLoadBalancer } from "../../bio/predictive-load-balancer.ts";
import type { Wires } from "../../bio/wires.ts";
import type { AttentionTable } from "../../domain/attention/attention-table.ts";
import type { DeliveryState } from "../../domain/delivery/delivery-state.ts";
import type { LensRouter } from "../../domain/delivery/lens-router.ts";
import type { SensorRecord } from "../../domain/sensors/sensor-record.ts";
import type { Registry } from "../../registry/registry.ts";
import type { ReplicatorMetrics } from "../../storage/history/repo-replicator-pool.ts";
import { loadView } from "../http/load-view.ts";
import { treeView } from "./tree-view.ts";

/** What the {@link Dashboard} reads. */
export interface DashboardContext {
	readonly clock: Clock;
	/** Server time of the start in ms. */
	readonly startedAt: number;
	readonly tree: () => TreeNode;
	readonly wires: Wires;
	readonly decisions: DecisionLog;
	readonly modes: ModuleModes;
	readonly attention: AttentionTable;
	readonly registry: Registry<SensorRecord>;
	readonly delivery: DeliveryState;
	readonly router: Ref<LensRouter>;
	readonly predictor: Ref<PredictiveLoadBalancer>;
	readonly history: () => ReplicatorMetrics;
	readonly connections: () => number;
	readonly breakers: () => DashboardOverview["breakers"];
}

/** Decisions shown of each module. */
const DECISIONS = 12;

/** Sensors shown with their attention. */
const ATTENDED = 100;

/** Gathers what the operations page shows: one reading of every part, none of them asked twice. */
export class Dashboard {
	readonly #context: DashboardContext;

	constructor(context: DashboardContext) {
		this.#context = context;
	}

	/** The state of the node now. */
	overview(): DashboardOverview {
		const { breakers, clock, connections, delivery, history, router, startedAt, tree, wires } = this.#context;
		const { depth, dropped, oldestMs, spilled, written } = history();
		const { heapUsed, rss } = memoryUsage();
		const cpu = cpuUsage();
		const attended = this.#attention();
		return {
			at: clock.now(),
			started_at: startedAt,
			...this.#load(),
			...this.#forecasts(),
			modules: this.#modules(),
			attention: attended.slice(0, ATTENDED),
			sensors: { ...this.#counts(), attended: attended.length },
			totals: {
				samples_stored: written,
				samples_lost: dropped,
				frames_sent: router.peek()?.frames ?? 0,
			},
			delivery: {
				connections: connections(),
				streams: delivery.topics.size,
				groups: delivery.groups.size,
				stalled: delivery.stalled.size,
			},
			history: { waiting: depth, lag_ms: Math.round(oldestMs), spilled },
			process: {
				rss_bytes: rss,
				heap_bytes: heapUsed,
				cpu_seconds: (cpu.user + cpu.system) / 1e6,
				node: version,
			},
			breakers: breakers(),
			wires: wires.all().map(({ carried, consumers, name, producers }) => ({
				...{ name, producers, consumers, carried },
			})),
			tree: treeView(tree()),
		};
	}

	#load(): Pick<DashboardOverview, "load" | "budget"> {
		const { allocation, budget, load, setPoint } = this.#context.wires;
		const reading = load.latest;
		const share = allocation.latest;
		return {
			load: reading ? loadView(reading) : null,
			budget:
				budget.latest && share
					? {
							units_per_second: budget.latest.unitsPerSecond,
							capacity: budget.latest.capacity,
							set_point: setPoint.latest?.pressure ?? null,
							...{ demanded: share.demanded, granted: share.granted },
							...{ contended: share.contended, reason: share.reason },
						}
					: null,
		};
	}

	#forecasts(): Pick<DashboardOverview, "day" | "outcome"> {
		const { day, outcome } = this.#context.wires;
		const minute = outcome.latest;
		return {
			day: day.latest
				? { phase: day.latest.phase, headroom: day.latest.headroom, quiet: day.latest.quiet }
				: null,
			outcome: minute
				? {
						age_high_p95_ms: minute.ageHighP95Ms,
						loop_delay_p99_ms: minute.loopDelayP99Ms,
						limited: minute.limited,
					}
				: null,
		};
	}

	#modules(): DashboardModule[] {
		const { decisions, modes, predictor } = this.#context;
		return BIO_MODULES.map((module) => ({
			module,
			mode: modes.of(module),
			status: module === "PredictiveLoadBalancer" ? (predictor.peek()?.status.gate.reason ?? null) : null,
			total: decisions.total(module),
			decisions: decisions.last(module, DECISIONS).map(({ at, factor, reason, shadow, subject, value }) => ({
				...{ at, subject, factor, value, reason, shadow },
			})),
		}));
	}

	/** Sensors somebody attends to, the weightiest first. */
	#attention(): DashboardAttention[] {
		const { attention, registry } = this.#context;
		const rows = Array.from(attention.demand(), ({ level, sensorId, viewers, weight }) => {
			const record = registry.lookup(sensorId);
			return {
				sensor_id: sensorId,
				sensor_name: record?.identity.name ?? sensorId,
				...{ level, weight, viewers },
				window_ms: record?.sensor?.config.recommended_batch_window ?? 0,
				kinds: { ...attention.kinds(sensorId) },
			};
		});
		return rows.sort((a, b) => b.weight - a.weight);
	}

	#counts(): { known: number; online: number } {
		const { registry } = this.#context;
		let online = 0;
		for (const record of registry.values()) if (record.status === "online") online++;
		return { known: registry.size, online };
	}
}
