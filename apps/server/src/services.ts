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
import { TraceRecorder } from "./bio/trace-recorder.ts";
import type { Config } from "./config.ts";
import { StreamsDemand } from "./domain/attention/streams-demand.ts";
import type { LensRouterContext } from "./domain/delivery/lens-router.ts";
import { memoryLimit } from "./domain/load/signals/memory-use.ts";
import type { LoadMonitorContext } from "./domain/load/system-load-monitor.ts";
import { DevicePacing } from "./domain/sensors/device-pacing.ts";
import { HistoryRecall } from "./domain/sensors/history-recall.ts";
import { HistoryRecorder } from "./domain/sensors/history-recorder.ts";
import { HistoryWarmer } from "./domain/sensors/history-warmer.ts";
import type { SensorsContext } from "./domain/sensors/sensors.ts";
import type { StoreBudgetContext } from "./domain/sensors/store-budget.ts";
import { summarise } from "./domain/sensors/summarise.ts";
import type { SyncComputerContext } from "./domain/synchrony/sync-computer.ts";
import type { CircuitBreaker } from "./infrastructure/circuit-breaker.ts";
import type { DatabaseOptions } from "./infrastructure/database/database.ts";
import { databaseBreaker } from "./infrastructure/database/database-breaker.ts";
import { signingSecret } from "./infrastructure/secret.ts";
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
	readonly #databaseBreaker: CircuitBreaker;

	constructor(options: ServicesOptions) {
		const { clock, config, log, platform } = options;
		const { database } = platform;
		this.#options = options;
		this.#databaseBreaker = platform.breakers.add(
			databaseBreaker({ clock, random: options.random, logger: log }),
		);
		const { memoryBytes, spillLimitBytes } = config.history;
		this.replicatorPool = new RepoReplicatorPool({
			...{ database, clock, logger: log },
			shardBytes: memoryBytes / HISTORY.shards,
			...(spillLimitBytes > 0 && {
				spill: { directory: path.join(config.dataDir, "spill"), limitBytes: spillLimitBytes },
			}),
		});
		const day = platform.wires.day.watch("HistoryUpkeep");
		this.historyUpkeep = new HistoryUpkeep({
			...{ database, clock, logger: log, retention: config.history.retention },
			waiting: () => {
				const { depth, spilled } = this.replicatorPool.metrics();
				return depth + spilled;
			},
			mayRun: () => day.latest?.quiet ?? true,
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

	/** Records attention and load to a file, for replays. */
	traceRecorder(file: string): TraceRecorder {
		const { log } = this.#options;
		return new TraceRecorder(this.bioContext, file, (reason) => log.warn(reason));
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
		const breaker = this.#databaseBreaker;
		return { databaseUrl: config.databaseUrl, dataDir: config.dataDir, clock, logger: log, breaker };
	}

	get sensorsContext(): SensorsContext {
		const { clock, config, platform, random } = this.#options;
		const { attention, modes, wires } = platform;
		return {
			...{ clock, random, attention, modes, wires },
			pacing: new DevicePacing({ clock, attention, wires, modes }),
			topics: platform.delivery.topics,
			...{ history: this.#history, stored: this.sensorStore },
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
			sensor: (sensorId) => platform.sensorRegistry.lookup(sensorId),
		};
	}

	get synchronyContext(): SyncComputerContext {
		const { clock, platform, random } = this.#options;
		const { sensorRegistry: registry, synchrony: watches, wires } = platform;
		return { clock, random, registry, watches, wires };
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
			load: platform.load,
			breakers: platform.breakers,
			modes: platform.modes,
			dashboard: this.#dashboard,
			alerts: platform.alerts,
			directory: platform.directory,
			sensorStore: this.sensorStore,
			historyReader: new HistoryRecall(new HistoryReader(platform.database), platform.sensorRegistry),
			simulator: config.simulator.enabled ? platform.simulator : null,
			viewerTokens: this.#viewerTokens,
		};
	}

	get #dashboard(): Dashboard {
		const { clock, platform, tree } = this.#options;
		const { attention, decisions, delivery, modes, predictor, router, wires } = platform;
		return new Dashboard({
			...{ clock, tree, attention, decisions, delivery, modes, predictor, router, wires },
			startedAt: delivery.epoch,
			registry: platform.sensorRegistry,
			history: () => this.replicatorPool.metrics(),
			connections: () => platform.sockets.peek()?.connectionCount ?? 0,
			breakers: () =>
				platform.breakers
					.list()
					.map(({ failures, name, retryAt, state }) => ({ name, state, failures, retry_at: retryAt })),
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
				synchrony: platform.synchrony,
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
}
