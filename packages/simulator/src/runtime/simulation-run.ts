import { type ClientClock, SensoctoSocket, systemClock, type WebSocketConstructor } from "@sensocto/client";
import { RecordingStore } from "../recordings/recording-store.ts";
import type { Scenario, ScenarioConnector } from "../scenario/scenario.ts";
import { type ConnectorReport, ConnectorServer } from "./connector-server.ts";
import { SensorServer } from "./sensor-server.ts";
import { readSnapshot, type SimulationSnapshot } from "./simulation-snapshot.ts";
import { SourceFactory } from "./source-factory.ts";

/** How often samples are made, ms; half of the shortest window a server asks for. */
const TICK_MS = 50;

export type SimulationState = "idle" | "starting" | "running" | "stopping" | "stopped";

export interface SimulationOptions {
	scenario: Scenario;
	/** Address of the server, e.g. `http://127.0.0.1:4000`. */
	url: string;
	clock?: ClientClock;
	/** Token of the sensors; none by default. */
	token?: string;
	/** Answer of an earlier run's `snapshot()`; anything else is ignored. */
	snapshot?: unknown;
	/** Uniform numbers that spread reconnections; they have no part in the signals. */
	random?: () => number;
	WebSocket?: WebSocketConstructor;
	/** Shares recordings already read by other runs. */
	recordings?: RecordingStore;
	/** Takes a failure while running, after which nothing more is sampled; thrown from a timer by default. */
	onError?: (error: unknown) => void;
}

/**
 * A running scenario: simulated devices that speak the device protocol with a server.
 *
 * 1. `idle → starting → running → stopping → stopped`; a run is not started twice.
 * 2. One timer samples all sensors; a sample follows from scenario and wall clock alone.
 * 3. An unreachable server does not stop a run: connections return by themselves.
 */
export class SimulationRun {
	readonly #options: SimulationOptions;
	readonly #clock: ClientClock;
	readonly #recordings: RecordingStore;
	readonly #snapshot: SimulationSnapshot | undefined;
	#connectors: readonly ConnectorServer[] = [];
	#state: SimulationState = "idle";
	#startedAt: number | undefined;
	#timer: unknown;

	constructor(options: SimulationOptions) {
		this.#options = options;
		this.#clock = options.clock ?? systemClock;
		this.#recordings = options.recordings ?? new RecordingStore();
		this.#snapshot = readSnapshot(options.snapshot);
	}

	get state(): SimulationState {
		return this.#state;
	}

	/** When it was started, ms since 1970. */
	get startedAt(): number | undefined {
		return this.#startedAt;
	}

	/** Samples handed to the connections so far. */
	get sentSamples(): number {
		return this.#connectors.reduce((sum, connector) => sum + connector.sentSamples, 0);
	}

	/**
	 * Starts the devices; resolves when they run, whether or not the server answers yet.
	 *
	 * @throws Error (as rejection) when a recording cannot be read, SensoctoError `invalid_url`, or when started before.
	 */
	async start(): Promise<void> {
		if (this.#state !== "idle") throw new Error(`a run starts once, this one is ${this.#state}`);
		this.#state = "starting";
		this.#startedAt = this.#clock.now();
		const { scenario } = this.#options;
		const sources = new SourceFactory(scenario, this.#recordings, this.#startedAt, this.#snapshot);
		const connectors: ConnectorServer[] = [];
		for (const connector of scenario.connectors) connectors.push(await this.#prepare(connector, sources));
		// Stopped while recordings were read.
		if (this.#state !== "starting") return;
		this.#connectors = connectors;
		this.#state = "running";
		for (const connector of connectors) connector.start();
		this.#timer = this.#clock.setTimeout(() => this.#tick(), TICK_MS);
	}

	/** Sends what waits, takes all sensors off the server and closes the connections. */
	async stop(): Promise<void> {
		if (this.#state === "stopped" || this.#state === "stopping") return;
		this.#state = "stopping";
		this.#clock.clearTimeout(this.#timer);
		await Promise.all(this.#connectors.map((connector) => connector.stop()));
		this.#state = "stopped";
	}

	/** What a later run of the same scenario needs to go on where this one is. */
	snapshot(): SimulationSnapshot {
		const now = this.#clock.now();
		const running = Object.assign({}, ...this.#connectors.map((connector) => connector.states(now)));
		return { version: 1, taken_at: now, states: running };
	}

	connectors(): ConnectorReport[] {
		return this.#connectors.map((connector) => connector.report());
	}

	async #prepare(connector: ScenarioConnector, sources: SourceFactory): Promise<ConnectorServer> {
		const { onError, random, token = "", url, WebSocket } = this.#options;
		const socket = new SensoctoSocket(url, {
			clock: this.#clock,
			...(random ? { random } : {}),
			...(WebSocket ? { WebSocket } : {}),
			...(onError ? { onError } : {}),
		});
		const sensors = await Promise.all(
			connector.sensors.map(
				async (sensor) => new SensorServer(socket, connector, sensor, await sources.create(sensor), token),
			),
		);
		return new ConnectorServer(connector, socket, sensors, token);
	}

	#tick(): void {
		try {
			const now = this.#clock.now();
			for (const connector of this.#connectors) connector.tick(now);
		} catch (error) {
			if (!this.#options.onError) throw error;
			this.#options.onError(error);
			return;
		}
		this.#timer = this.#clock.setTimeout(() => this.#tick(), TICK_MS);
	}
}
