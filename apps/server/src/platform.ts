import { Ref, type Supervisor } from "@sensocto/supervision";
import { DecisionLog } from "./bio/decision-log.ts";
import { ModuleModes } from "./bio/module-modes.ts";
import type { NoveltyDetector } from "./bio/novelty-detector.ts";
import type { PredictiveLoadBalancer } from "./bio/predictive-load-balancer.ts";
import { Wires } from "./bio/wires.ts";
import { Alerts } from "./domain/alerts/alerts.ts";
import { AttentionTable } from "./domain/attention/attention-table.ts";
import type { DeliveryState } from "./domain/delivery/delivery-state.ts";
import type { LensRouter } from "./domain/delivery/lens-router.ts";
import { streamCodecs } from "./domain/delivery/stream-codec.ts";
import { SubscriberGroups } from "./domain/delivery/subscriber-group.ts";
import { TopicTable } from "./domain/delivery/topic-table.ts";
import { SystemLoad } from "./domain/load/system-load.ts";
import { ByteLedger } from "./domain/sensors/byte-ledger.ts";
import type { SensorRecord } from "./domain/sensors/sensor-record.ts";
import type { Sensors } from "./domain/sensors/sensors.ts";
import type { DirectoryListener, SensorsStateAgent } from "./domain/sensors/sensors-state-agent.ts";
import { SynchronyWatches } from "./domain/synchrony/synchrony-watches.ts";
import { Breakers } from "./infrastructure/circuit-breakers.ts";
import type { Database } from "./infrastructure/database/database.ts";
import type { Telemetry } from "./infrastructure/telemetry.ts";
import { Registry } from "./registry/registry.ts";
import type { SimulatorManager } from "./simulator/simulator-manager.ts";
import type { HttpServer } from "./web/http/http-server.ts";
import type { SocketServer } from "./web/socket/socket-server.ts";

/**
 * What stands while workers come and go: the tables they share, and the ways to reach them.
 *
 * The tables are read in constant time by anybody and belong to no worker, so a crash loses nothing of them.
 */
export class Platform {
	readonly sensorRegistry = new Registry<SensorRecord>();
	readonly attention = new AttentionTable();
	readonly load: SystemLoad;
	readonly breakers = new Breakers();
	readonly wires = new Wires();
	readonly decisions = new DecisionLog();
	readonly modes = new ModuleModes();
	readonly delivery: DeliveryState;
	readonly sampleLedger = new ByteLedger();
	readonly directoryListeners = new Set<DirectoryListener>();
	readonly synchrony = new SynchronyWatches();
	readonly alerts = new Alerts();

	readonly telemetry = new Ref<Telemetry>("telemetry");
	readonly database = new Ref<Database>("the database");
	readonly sensorsSupervisor = new Ref<Supervisor>("the sensors' supervisor");
	readonly sensors = new Ref<Sensors>("the sensors");
	readonly directory = new Ref<SensorsStateAgent>("the directory of sensors");
	readonly novelty = new Ref<NoveltyDetector>("the novelty detector");
	readonly predictor = new Ref<PredictiveLoadBalancer>("the predictor");
	readonly router = new Ref<LensRouter>("the delivery to viewers");
	readonly http = new Ref<HttpServer>("the web server");
	readonly sockets = new Ref<SocketServer>("the socket server");
	readonly simulationRuns = new Ref<Supervisor>("the simulator");
	readonly simulator = new Ref<SimulatorManager>("the simulator");

	/**
	 * @param startedAt server time of the start in ms: the reference of times in binary frames.
	 * @param environment how much memory may be used before it is protected.
	 */
	constructor(startedAt: number, environment: "production" | "development") {
		this.load = new SystemLoad(environment);
		const codecs = streamCodecs(startedAt);
		this.delivery = {
			topics: new TopicTable(this.sampleLedger),
			groups: new SubscriberGroups(codecs),
			codecs,
			epoch: startedAt,
			viewers: new Set(),
			stalled: new Set(),
		};
	}
}
