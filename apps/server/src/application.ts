import {
	type ChildSpec,
	type Clock,
	type Ref,
	Supervisor,
	type SupervisorOptions,
	type TreeNode,
	type Worker,
} from "@sensocto/supervision";
import type { Logger } from "pino";
import { CircadianScheduler } from "./bio/circadian-scheduler.ts";
import { HomeostaticTuner } from "./bio/homeostatic-tuner.ts";
import { KeptModes } from "./bio/kept-modes.ts";
import { NoveltyDetector } from "./bio/novelty-detector.ts";
import { PredictiveLoadBalancer } from "./bio/predictive-load-balancer.ts";
import { ResourceArbiter } from "./bio/resource-arbiter.ts";
import type { Config } from "./config.ts";
import { AlertFeed } from "./domain/alerts/alert-feed.ts";
import { AttentionTracker } from "./domain/attention/attention-tracker.ts";
import { LensRouter } from "./domain/delivery/lens-router.ts";
import { SystemLoadMonitor } from "./domain/load/system-load-monitor.ts";
import { loadKnownSensors } from "./domain/sensors/known-sensors.ts";
import { Sensors } from "./domain/sensors/sensors.ts";
import { SensorsStateAgent } from "./domain/sensors/sensors-state-agent.ts";
import { StoreBudget } from "./domain/sensors/store-budget.ts";
import { StreamFeatures } from "./domain/sensors/stream-features.ts";
import { SyncComputer } from "./domain/synchrony/sync-computer.ts";
import { SyncRecorder } from "./domain/synchrony/sync-recorder.ts";
import { Database } from "./infrastructure/database/database.ts";
import { createTelemetry } from "./metrics.ts";
import { Platform } from "./platform.ts";
import { RegistryWorker } from "./registry/registry-worker.ts";
import { Services } from "./services.ts";
import { HostWorker } from "./simulator/host-worker.ts";
import { SimulatorManager } from "./simulator/simulator-manager.ts";
import { ServerRuns } from "./storage/history/server-runs.ts";
import { HttpServer } from "./web/http/http-server.ts";
import { SocketServer } from "./web/socket/socket-server.ts";

/** What the application is made with. */
export interface ApplicationOptions {
	readonly config: Config;
	readonly clock: Clock;
	readonly log: Logger;
	/** Uniform numbers in 0..1. */
	readonly random: () => number;
	/** The supervision tree gave up: nothing runs any more. */
	readonly onGiveUp: (error: Error) => void;
}

/** A crash of one sensor, or of what merely tunes, never counts against others: their supervisor restarts without end. */
const UNBOUNDED = { maxRestarts: 1_000_000, withinMs: 1_000 };

/**
 * The whole system: the supervision tree, readable top to bottom.
 *
 * The root restarts everything after a layer that crashes (rest_for_one), since later layers stand on earlier ones;
 * within a layer the parts are independent unless said otherwise.
 */
export class Application {
	readonly platform: Platform;
	readonly #root: Supervisor;

	constructor({ clock, config, log, onGiveUp, random }: ApplicationOptions) {
		const platform = new Platform(
			clock.now(),
			config.environment === "production" ? "production" : "development",
		);
		this.platform = platform;
		const services = new Services({ clock, config, log, platform, random, tree: () => this.tree() });
		const { autostart, enabled, hostSensor } = config.simulator;
		const { traceFile } = config.adaptive;

		const layers: ChildSpec[] = [
			layer("Infrastructure.Supervisor", { strategy: "one_for_one" }, [
				worker("Telemetry", platform.telemetry, () =>
					createTelemetry({ platform, history: services.replicatorPool, upkeep: services.historyUpkeep }),
				),
				worker("Repo", platform.database, () => new Database(services.databaseOptions)),
			]),
			layer("Registry.Supervisor", { strategy: "one_for_one" }, [
				worker(
					"SensorRegistry",
					null,
					() =>
						new RegistryWorker(platform.sensorRegistry, (registry) =>
							loadKnownSensors(services.sensorStore, registry),
						),
				),
			]),
			layer("Storage.Supervisor", { strategy: "rest_for_one" }, [
				services.replicatorPool.spec(),
				worker("HistoryUpkeep", null, () => services.historyUpkeep),
			]),
			layer("Bio.Supervisor", { strategy: "one_for_one", ...UNBOUNDED }, [
				worker(
					"KeptModes",
					null,
					() => new KeptModes({ ...services.bioContext, problem: (reason) => log.warn(reason) }),
				),
				worker(
					"NoveltyDetector",
					platform.novelty,
					() => new NoveltyDetector(services.bioContext, { detector: config.adaptive.noveltyDetector }),
				),
				worker(
					"PredictiveLoadBalancer",
					platform.predictor,
					() => new PredictiveLoadBalancer(services.bioContext, services.predictorOptions),
				),
				worker("HomeostaticTuner", null, () => new HomeostaticTuner(services.bioContext)),
				worker(
					"ResourceArbiter",
					null,
					() => new ResourceArbiter(services.bioContext, services.demand, config.adaptive),
				),
				worker(
					"CircadianScheduler",
					null,
					() => new CircadianScheduler(services.bioContext, config.adaptive),
				),
				...(traceFile === undefined
					? []
					: [worker("TraceRecorder", null, () => services.traceRecorder(traceFile))]),
			]),
			layer("Domain.Supervisor", { strategy: "one_for_one" }, [
				worker("AttentionTracker", null, () => new AttentionTracker(platform.attention, platform.wires)),
				worker("SystemLoadMonitor", null, () => new SystemLoadMonitor(services.loadContext)),
				worker(
					"SensorsStateAgent",
					platform.directory,
					() =>
						new SensorsStateAgent(platform.sensorRegistry, platform.attention, platform.directoryListeners),
				),
				worker(
					"SensorsDynamicSupervisor",
					platform.sensorsSupervisor,
					() =>
						new Supervisor("SensorsDynamicSupervisor", {
							strategy: "one_for_one",
							stopTogether: true,
							...UNBOUNDED,
						}),
				),
				worker("StoreBudget", null, () => new StoreBudget(services.storeBudgetContext)),
				worker("Sensors", platform.sensors, () => new Sensors(services.sensorsContext)),
				worker(
					"StreamFeatures",
					null,
					() =>
						new StreamFeatures({
							registry: platform.sensorRegistry,
							novelty: platform.novelty,
						}),
				),
				worker(
					"AlertFeed",
					null,
					() =>
						new AlertFeed({
							wires: platform.wires,
							registry: platform.sensorRegistry,
							alerts: platform.alerts,
						}),
				),
				worker(
					"LensRouter",
					platform.router,
					() => new LensRouter(platform.delivery, services.routerContext),
				),
				worker("SyncRecorder", null, () => new SyncRecorder(platform.wires, services.replicatorPool)),
				worker("SyncComputer", null, () => new SyncComputer(services.synchronyContext)),
			]),
			layer("Endpoint.Supervisor", { strategy: "rest_for_one" }, [
				worker("HttpServer", platform.http, () => new HttpServer(services.httpOptions, services.httpContext)),
				worker(
					"SocketServer",
					platform.sockets,
					() => new SocketServer(platform.http.get().server, services.socketContext),
				),
				worker("ServerRuns", null, () => new ServerRuns({ database: platform.database, clock, logger: log })),
			]),
		];
		const simulator = [
			enabled &&
				worker(
					"ConnectorSupervisor",
					platform.simulationRuns,
					() =>
						new Supervisor("ConnectorSupervisor", {
							strategy: "one_for_one",
							stopTogether: true,
							maxRestarts: 10,
						}),
				),
			enabled &&
				worker(
					"Manager",
					platform.simulator,
					() => new SimulatorManager({ ...services.simulatorContext, autostart }),
				),
			hostSensor && worker("HostConnector", null, () => new HostWorker(services.simulatorContext)),
		].filter((spec) => spec !== false);
		if (simulator.length > 0)
			layers.push(layer("Simulator.Supervisor", { strategy: "one_for_one" }, simulator));

		this.#root = new Supervisor(
			"Sensocto.Supervisor",
			{ strategy: "rest_for_one", clock, onGiveUp, onEvent: (event) => services.logSupervision(event) },
			layers,
		);
	}

	/** Starts every layer in order. @throws Error when one cannot start; what had started is stopped. */
	async start(): Promise<void> {
		await this.#root.start();
	}

	/** Stops every layer in reverse: sockets are told to come back, then the history is flushed. */
	async stop(): Promise<void> {
		await this.#root.stop();
	}

	/** The live supervision tree. */
	tree(): TreeNode {
		return this.#root.tree();
	}
}

function layer(id: string, options: SupervisorOptions, children: readonly ChildSpec[]): ChildSpec {
	return { id, create: () => new Supervisor(id, options, children) };
}

function worker<W extends Worker>(id: string, ref: Ref<W> | null, create: () => W): ChildSpec {
	return ref === null ? { id, create } : { id, create, ref: ref as Ref<Worker> };
}
