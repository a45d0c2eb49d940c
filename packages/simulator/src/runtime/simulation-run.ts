import { type ClientClock, SensoctoSocket, systemClock, type WebSocketConstructor } from "@sensocto/client";
import { disconnections } from "../events/disturbances-of.ts";
import { RecordingStore } from "../recordings/recording-store.ts";
import type { Scenario, ScenarioConnector } from "../scenario/scenario.ts";
import type { ConnectorControl } from "./connector-control.ts";
import { type ConnectorReport, ConnectorServer } from "./connector-server.ts";
import { simulationTime } from "./sample-clock.ts";
import { SensorServer } from "./sensor-server.ts";
import { isSpeed, SignalClock, SPEED_LIMITS } from "./signal-clock.ts";
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
 * 2. One timer samples all sensors; a sample follows from scenario and wall clock alone, and from the speeds it was given.
 * 3. An unreachable server does not stop a run: connections return by themselves.
 * 4. A paused run is one whose connectors all are: each can be resumed by itself.
 */
export class SimulationRun {
	readonly #options: SimulationOptions;
	readonly #clock: ClientClock;
	readonly #recordings: RecordingStore;
	readonly #snapshot: SimulationSnapshot | undefined;
	readonly #signal: SignalClock;
	#connectors: readonly ConnectorServer[] = [];
	#state: SimulationState = "idle";
	#startedAt: number | undefined;
	#timer: unknown;

	constructor(options: SimulationOptions) {
		this.#options = options;
		this.#clock = options.clock ?? systemClock;
		this.#recordings = options.recordings ?? new RecordingStore();
		this.#snapshot = readSnapshot(options.snapshot);
		this.#signal = new SignalClock(this.#snapshot?.signal);
	}

	get state(): SimulationState {
		return this.#state;
	}

	/** When it was started, before any restarts, ms since 1970. */
	get startedAt(): number | undefined {
		return this.#startedAt;
	}

	/** How many times as fast as the clock on the wall the signal runs. */
	get speed(): number {
		return this.#signal.speed;
	}

	/** Whether all connectors that were not stopped are paused. */
	get paused(): boolean {
		const controls = new Set(this.#connectors.map((connector) => connector.control));
		return controls.has("paused") && !controls.has("running");
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
		const nowMs = this.#clock.now();
		const startedAtMs = this.#snapshot?.started_at ?? nowMs;
		this.#startedAt = startedAtMs;
		const { scenario } = this.#options;
		const sources = new SourceFactory({
			scenario,
			recordings: this.#recordings,
			signal: this.#signal,
			nowMs,
			startedAtMs,
			snapshot: this.#snapshot,
		});
		const connectors: ConnectorServer[] = [];
		for (const connector of scenario.connectors) {
			connectors.push(await this.#prepare(connector, sources, startedAtMs));
		}
		// Stopped while recordings were read.
		if (this.#state !== "starting") return;
		this.#connectors = connectors;
		this.#state = "running";
		for (const connector of connectors) connector.start(this.#clock.now());
		this.#timer = this.#clock.setTimeout(() => this.#tick(), TICK_MS);
	}

	/** Sends what waits, takes all sensors off the server and closes the connections. */
	async stop(): Promise<void> {
		if (this.#state === "stopped" || this.#state === "stopping") return;
		this.#state = "stopping";
		this.#clock.clearTimeout(this.#timer);
		await Promise.all(this.#connectors.map((connector) => connector.stop(this.#clock.now())));
		this.#state = "stopped";
	}

	/** Lets every running connector fall silent; it stays connected, and its signal goes on. */
	pause(): void {
		this.#changeAll("running", "paused");
	}

	/** Lets every paused connector send again, from now on. */
	resume(): void {
		this.#changeAll("paused", "running");
	}

	/**
	 * Lets the signal run faster or slower than the clock on the wall from now on; samples keep their rates.
	 *
	 * @throws RangeError unless it is between 0.25 and 16.
	 */
	setSpeed(speed: number): void {
		if (!isSpeed(speed)) {
			throw new RangeError(
				`a speed must be between ${SPEED_LIMITS.slowest} and ${SPEED_LIMITS.fastest}, got ${speed}`,
			);
		}
		const now = this.#clock.now();
		// What has fallen due belongs to the speed so far.
		for (const connector of this.#connectors) connector.tick(now);
		this.#signal.setSpeed(speed, simulationTime(now));
	}

	/**
	 * Starts, pauses or stops one connector; false when there is none of this id.
	 *
	 * Resolves when it is on or off the network accordingly.
	 */
	async control(connectorId: string, control: ConnectorControl): Promise<boolean> {
		const connector = this.#connectors.find(({ id }) => id === connectorId);
		await connector?.setControl(control, this.#clock.now());
		return connector !== undefined;
	}

	/** What a later run of the same scenario needs to go on where this one is. */
	snapshot(): SimulationSnapshot {
		const now = this.#clock.now();
		const running = Object.assign({}, ...this.#connectors.map((connector) => connector.states(now)));
		return {
			version: 1,
			taken_at: now,
			states: running,
			...(this.#startedAt === undefined ? {} : { started_at: this.#startedAt }),
			signal: this.#signal.anchor,
			connectors: Object.fromEntries(this.#connectors.map(({ control, id }) => [id, control])),
		};
	}

	connectors(): ConnectorReport[] {
		return this.#connectors.map((connector) => connector.report());
	}

	#changeAll(from: ConnectorControl, to: ConnectorControl): void {
		const now = this.#clock.now();
		for (const connector of this.#connectors) {
			if (connector.control === from) void connector.setControl(to, now);
		}
	}

	async #prepare(
		connector: ScenarioConnector,
		sources: SourceFactory,
		startedAtMs: number,
	): Promise<ConnectorServer> {
		const { onError, random, scenario, token = "", url, WebSocket } = this.#options;
		const socket = new SensoctoSocket(url, {
			clock: this.#clock,
			...(random ? { random } : {}),
			...(WebSocket ? { WebSocket } : {}),
			...(onError ? { onError } : {}),
		});
		const away = (kind: "connectorIds" | "sensorIds", id: string) =>
			disconnections(scenario.events, kind, id, startedAtMs);
		const sensors = await Promise.all(
			connector.sensors.map(async (sensor) => {
				const own = await sources.create(connector, sensor);
				const disconnections = away("sensorIds", sensor.id);
				return new SensorServer({ socket, connector, sensor, sources: own, disconnections, token });
			}),
		);
		return new ConnectorServer({
			connector,
			socket,
			sensors,
			disconnections: away("connectorIds", connector.id),
			control: this.#snapshot?.connectors?.[connector.id] ?? "running",
			token,
		});
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
