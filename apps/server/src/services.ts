import { randomBytes } from "node:crypto";
import path from "node:path";
import { RecordingStore } from "@sensocto/simulator";
import type { Clock, SupervisionEvent, TreeNode } from "@sensocto/supervision";
import type { Logger } from "pino";
import { AccessTokens } from "./accounts/access-tokens.ts";
import { Authenticator } from "./accounts/authenticator.ts";
import { ViewerTokens } from "./accounts/viewer-tokens.ts";
import type { BioContext } from "./bio/bio-context.ts";
import type { PredictiveLoadBalancerOptions } from "./bio/predictive-load-balancer.ts";
import type { Config } from "./config.ts";
import { StreamsDemand } from "./domain/attention/streams-demand.ts";
import type { LensRouterContext } from "./domain/delivery/lens-router.ts";
import { memoryLimit } from "./domain/load/signals/memory-use.ts";
import type { LoadMonitorContext } from "./domain/load/system-load-monitor.ts";
import { DevicePacing } from "./domain/sensors/device-pacing.ts";
import { HistoryRecorder } from "./domain/sensors/history-recorder.ts";
import { HistoryWarmer } from "./domain/sensors/history-warmer.ts";
import type { SensorsContext } from "./domain/sensors/sensors.ts";
import type { StoreBudgetContext } from "./domain/sensors/store-budget.ts";
import { summarise } from "./domain/sensors/summarise.ts";
import type { DatabaseOptions } from "./infrastructure/database/database.ts";
import { signingSecret } from "./infrastructure/secret.ts";
import { Telemetry } from "./infrastructure/telemetry.ts";
import type { Platform } from "./platform.ts";
import { ScenarioLibrary } from "./simulator/scenario-library.ts";
import type { SimulatorManagerContext } from "./simulator/simulator-manager.ts";
import { BioStateStore } from "./storage/bio/bio-state-store.ts";
import { HISTORY } from "./storage/history/history-limits.ts";
import { HistoryReader } from "./storage/history/history-reader.ts";
import { HistoryUpkeep } from "./storage/history/hours/upkeep.ts";
import { RepoReplicatorPool } from "./storage/history/repo-replicator-pool.ts";
import { SensorStore } from "./storage/history/sensor-store.ts";
import { SimulatorStateStore } from "./storage/history/simulator-state-store.ts";
import { TokenStore } from "./storage/history/token-store.ts";
import { Dashboard } from "./web/admin/dashboard.ts";
import type { HttpServerOptions } from "./web/http/http-server.ts";
import type { HttpContext } from "./web/http/routes.ts";
import { JoinHandlers } from "./web/socket/join-handlers.ts";
import type { SocketServerContext } from "./web/socket/socket-server.ts";

/** What {@link Services} is made with. */
export interface ServicesOptions {
	readonly config: Config;
	readonly clock: Clock;
	readonly log: Logger;
	readonly random: () => number;
	readonly platform: Platform;
	readonly tree: () => TreeNode;
}

/** Share of the process's memory that samples may hold. */
const SAMPLES_SHARE = 0.25;

/** Connections one process accepts. */
const MAX_CONNECTIONS = 50_000;

/** The workers' dependencies: stateless services over the database, and the context each worker is given. */
export class Services {
	readonly #options: ServicesOptions;
	readonly replicatorPool: RepoReplicatorPool;
	readonly historyUpkeep: HistoryUpkeep;
	readonly sensorStore: SensorStore;
	/** What all live streams ask of the budget. */
	readonly demand: StreamsDemand;
	readonly #history: HistoryRecorder;
	readonly #authenticator: Authenticator;
	readonly #viewerTokens: ViewerTokens;
	readonly #simulatorStore: SimulatorStateStore;
	readonly #bioStates: BioStateStore;

	constructor(options: ServicesOptions) {
		const { clock, config, log, platform } = options;
		const { database } = platform;
		this.#options = options;
		const { memoryBytes, spillLimitBytes } = config.history;
		this.replicatorPool = new RepoReplicatorPool({
			...{ database, clock, logger: log },
			shardBytes: memoryBytes / HISTORY.shards,
			...(spillLimitBytes > 0 && {
				spill: { directory: path.join(config.dataDir, "spill"), limitBytes: spillLimitBytes },
			}),
		});
		this.historyUpkeep = new HistoryUpkeep({
			...{ database, clock, logger: log, retention: config.history.retention },
			waiting: () => {
				const { depth, spilled } = this.replicatorPool.metrics();
				return depth + spilled;
			},
			mayRun: () => platform.wires.day.latest?.quiet ?? true,
		});
		this.demand = new StreamsDemand(platform.sensorRegistry, platform.attention);
		this.sensorStore = new SensorStore(database);
		this.#history = new HistoryRecorder(this.replicatorPool);
		const tokens = new AccessTokens(new TokenStore(database, clock), clock);
		this.#authenticator = new Authenticator(config.authMode, tokens, randomBytes(32).toString("base64url"));
		this.#viewerTokens = new ViewerTokens(signingSecret(config.secretKeyBase, config.dataDir), clock);
		this.#bioStates = new BioStateStore(database);
		this.#simulatorStore = new SimulatorStateStore(database, clock);
	}

	/** What every module of the biomimetic layer works with. */
	get bioContext(): BioContext {
		const { clock, platform, random } = this.#options;
		const { decisions, modes, wires } = platform;
		return { clock, random, wires, decisions, modes, states: this.#bioStates };
	}

	/** What the load monitor reads of other parts. */
	get loadContext(): LoadMonitorContext {
		const { platform } = this.#options;
		return {
			load: platform.load,
			wires: platform.wires,
			sources: {
				bufferedBytes: () => platform.sockets.peek()?.bufferedBytes ?? 0,
				writeBacklogMs: () => this.replicatorPool.metrics().oldestMs,
			},
		};
	}

	/** What the predictor looks at and prepares. */
	get predictorOptions(): PredictiveLoadBalancerOptions {
		const { clock, config, platform } = this.#options;
		return {
			timeZone: config.adaptive.timeZone,
			present: () => platform.attention.demand(),
			warmer: new HistoryWarmer({
				clock,
				registry: platform.sensorRegistry,
				reader: new HistoryReader(platform.database),
			}),
		};
	}

	get databaseOptions(): DatabaseOptions {
		const { clock, config, log } = this.#options;
		return { databaseUrl: config.databaseUrl, dataDir: config.dataDir, clock, logger: log };
	}

	get sensorsContext(): SensorsContext {
		const { clock, config, platform, random } = this.#options;
		const { attention, modes, wires } = platform;
		return {
			...{ clock, random, attention, wires },
			pacing: new DevicePacing({ clock, attention, wires, modes }),
			topics: platform.delivery.topics,
			history: this.#history,
			graceMs: config.sensorGraceMs,
			ledger: platform.sampleLedger,
			registry: platform.sensorRegistry,
			supervisor: platform.sensorsSupervisor,
			changed: (record, what) => {
				platform.directory.peek()?.changed(record, what);
				if (what === "state") this.demand.sensorChanged();
			},
			summarise: (record) => {
				record.lastSummary = summarise(record, platform.attention);
			},
		};
	}

	get storeBudgetContext(): StoreBudgetContext {
		const { platform } = this.#options;
		return {
			ledger: platform.sampleLedger,
			limitBytes: memoryLimit() * SAMPLES_SHARE,
			records: () => platform.sensorRegistry.values(),
			level: (sensorId, attributeId) => platform.attention.attributeLevel(sensorId, attributeId),
			wires: platform.wires,
		};
	}

	get routerContext(): LensRouterContext {
		const { clock, platform } = this.#options;
		return {
			clock,
			wires: platform.wires,
			clockOffset: (sensorId) => platform.sensorRegistry.lookup(sensorId)?.clockOffsetMs ?? null,
		};
	}

	get httpOptions(): HttpServerOptions {
		const { host, port, webDist } = this.#options.config;
		return { host, port, webDist, log: this.#options.log };
	}

	get httpContext(): HttpContext {
		const { clock, config, platform, tree } = this.#options;
		return {
			authenticator: this.#authenticator,
			database: platform.database,
			telemetry: platform.telemetry,
			now: () => clock.now(),
			tree,
			modes: platform.modes,
			dashboard: this.#dashboard,
			alerts: platform.alerts,
			directory: platform.directory,
			historyReader: new HistoryReader(platform.database),
			simulator: config.simulator.enabled ? platform.simulator : null,
			viewerTokens: this.#viewerTokens,
		};
	}

	get #dashboard(): Dashboard {
		const { clock, platform, tree } = this.#options;
		const { attention, decisions, delivery, modes, router, wires } = platform;
		return new Dashboard({
			...{ clock, tree, attention, decisions, delivery, modes, router, wires },
			startedAt: delivery.epoch,
			registry: platform.sensorRegistry,
			history: () => this.replicatorPool.metrics(),
			connections: () => platform.sockets.peek()?.connectionCount ?? 0,
			breakers: () => [],
		});
	}

	get socketContext(): SocketServerContext {
		const { clock, config, log, platform } = this.#options;
		return {
			clock,
			log,
			authenticator: this.#authenticator,
			allowedOrigins: config.allowedOrigins,
			rateLimit: config.rateLimit,
			maxConnections: MAX_CONNECTIONS,
			joins: new JoinHandlers({
				clock,
				authenticator: this.#authenticator,
				viewerTokens: this.#viewerTokens,
				history: this.#history,
				sensors: platform.sensors,
				measurementReplies: config.measurementReplies,
				attention: platform.attention,
				router: platform.router,
				topics: platform.delivery.topics,
				epoch: platform.delivery.epoch,
				registry: platform.sensorRegistry,
				directory: platform.directory,
				directoryListeners: platform.directoryListeners,
				alerts: platform.alerts,
				metrics: platform.telemetry,
			}),
		};
	}

	get simulatorContext(): Omit<SimulatorManagerContext, "autostart"> {
		const { clock, log, platform, random } = this.#options;
		return {
			clock,
			log,
			random,
			store: this.#simulatorStore,
			scenarios: new ScenarioLibrary(this.#simulatorStore),
			recordings: new RecordingStore(),
			runs: platform.simulationRuns,
			token: this.#authenticator.ownToken,
			url: () => `http://127.0.0.1:${platform.http.get().port}`,
		};
	}

	/** One line per crash and restart; ordinary starts and stops are for debugging. */
	logSupervision({ child, error, event, supervisor }: SupervisionEvent): void {
		const { log } = this.#options;
		const fields = { supervisor, child, event, ...(error === undefined ? {} : { err: error }) };
		if (event === "start" || event === "stop" || event === "finish") log.debug(fields, "supervision");
		else if (event === "restart") log.warn(fields, "supervision");
		else log.error(fields, "supervision");
	}

	/** The process's metrics, with the figures of every part. */
	createTelemetry(): Telemetry {
		const telemetry = new Telemetry();
		const { platform } = this.#options;
		const { replicatorPool } = this;
		telemetry.gauge("sensocto_sensors", "Sensors known", () => platform.sensorRegistry.size);
		telemetry.gauge(
			"sensocto_connections",
			"Open sockets",
			() => platform.sockets.peek()?.connectionCount ?? 0,
		);
		telemetry.gauge("sensocto_channels", "Joined channels", () => platform.sockets.peek()?.channelCount ?? 0);
		telemetry.gauge(
			"sensocto_streams_watched",
			"Attributes somebody watches",
			() => platform.delivery.topics.size,
		);
		telemetry.gauge(
			"sensocto_frame_groups",
			"Distinct frames per flush",
			() => platform.delivery.groups.size,
		);
		telemetry.gauge(
			"sensocto_viewers_stalled",
			"Viewers whose sockets are full",
			() => platform.delivery.stalled.size,
		);
		telemetry.gauge(
			"sensocto_sample_bytes",
			"Bytes that samples hold in memory",
			() => platform.sampleLedger.total,
		);
		telemetry.gauge(
			"sensocto_viewer_unsent_bytes_max",
			"Unsent bytes of the viewer that has most of them",
			() => {
				let most = 0;
				for (const { sink } of platform.delivery.viewers) most = Math.max(most, sink.bufferedBytes);
				return most;
			},
		);
		telemetry.counter(
			"sensocto_frames_sent_total",
			"Frames written to viewers",
			() => platform.router.peek()?.frames ?? 0,
		);
		telemetry.gauge(
			"sensocto_history_depth",
			"Samples accepted and not yet stored",
			() => replicatorPool.metrics().depth,
		);
		telemetry.gauge(
			"sensocto_history_lag_ms",
			"Age of the oldest unstored sample",
			() => replicatorPool.metrics().oldestMs,
		);
		telemetry.counter(
			"sensocto_history_samples_total",
			"Samples stored",
			() => replicatorPool.metrics().written,
		);
		telemetry.counter(
			"sensocto_history_dropped_total",
			"Samples given up",
			() => replicatorPool.metrics().dropped,
		);
		telemetry.gauge(
			"sensocto_history_spilled_samples",
			"Samples that wait in spill files",
			() => replicatorPool.metrics().spilled,
		);
		telemetry.gauge(
			"sensocto_history_spilled_bytes",
			"Size of the spill files",
			() => replicatorPool.metrics().spilledBytes,
		);
		telemetry.counter(
			"sensocto_history_spill_lost_total",
			"Samples given up because spill files were full or damaged",
			() => replicatorPool.metrics().spillLost,
		);
		telemetry.counter(
			"sensocto_history_spill_damaged_total",
			"Damaged records found in spill files",
			() => replicatorPool.metrics().damaged,
		);
		telemetry.gauge(
			"sensocto_history_upkeep_backlog",
			"Hours of series to be merged and summarised",
			() => this.historyUpkeep.backlog,
		);
		telemetry.counter(
			"sensocto_history_upkeep_total",
			"Hours of series merged and summarised",
			() => this.historyUpkeep.processed,
		);
		return telemetry;
	}
}
