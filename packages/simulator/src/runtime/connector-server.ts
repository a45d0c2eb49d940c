import type { SensoctoSocket } from "@sensocto/client";
import type { EventWindow } from "../events/event-window.ts";
import type { ScenarioConnector } from "../scenario/scenario.ts";
import type { ConnectorControl } from "./connector-control.ts";
import { PersistentJoin } from "./persistent-join.ts";
import type { SensorServer } from "./sensor-server.ts";
import { Toggle } from "./toggle.ts";

/** A running connector as people see it. */
export interface ConnectorReport {
	connector_id: string;
	name: string;
	/** `paused` and `stopped` by people; otherwise the state of its connection. */
	status: "connecting" | "open" | "closed" | "waiting" | "paused" | "stopped";
	/** What people asked of it. */
	control: ConnectorControl;
	/** Sensors it carries, and how many of them the server has taken. */
	sensors: number;
	online: number;
	refused: number;
}

export interface ConnectorServerOptions {
	connector: ScenarioConnector;
	socket: SensoctoSocket;
	sensors: readonly SensorServer[];
	/** When the connection is lost by the scenario's timeline. */
	disconnections: readonly EventWindow[];
	control: ConnectorControl;
	token: string;
}

/**
 * One simulated connector: a connection of its own that carries its sensors.
 *
 * 1. It is on the network while the run goes on, nobody stopped it and the timeline does not take it off.
 * 2. Paused or off the network, samples pass without being sent: the signal goes on all the same.
 * 3. Stopped by people it takes its sensors off the server first; by the timeline the connection just ends.
 */
export class ConnectorServer {
	readonly #options: ConnectorServerOptions;
	readonly #join: PersistentJoin;
	readonly #network: Toggle;
	#active = false;
	#control: ConnectorControl;

	constructor(options: ConnectorServerOptions) {
		const { connector, socket, token } = options;
		this.#options = options;
		this.#control = options.control;
		const channel = socket.channel(`sensocto:connector:${connector.id}`, {
			connector_id: connector.id,
			connector_name: connector.name,
			connector_type: connector.type,
			features: [],
			bearer_token: token,
		});
		this.#join = new PersistentJoin(socket.clock, async () => {
			await channel.join();
		});
		this.#network = new Toggle(
			() => this.#connect(),
			() => this.#disconnect(),
			(error) => socket.report(error),
		);
	}

	get id(): string {
		return this.#options.connector.id;
	}

	get control(): ConnectorControl {
		return this.#control;
	}

	/** Samples handed to the connection so far. */
	get sentSamples(): number {
		return this.#options.sensors.reduce((sum, sensor) => sum + sensor.sentSamples, 0);
	}

	start(nowMs: number): void {
		this.#active = true;
		this.#evaluate(nowMs);
	}

	/** Does what people ask of it; resolves when it is on or off the network accordingly. */
	setControl(control: ConnectorControl, nowMs: number): Promise<void> {
		this.#control = control;
		return this.#evaluate(nowMs);
	}

	tick(nowMs: number): void {
		const { disconnections, sensors } = this.#options;
		if (disconnections.length > 0) this.#evaluate(nowMs);
		const sends = this.#control === "running";
		for (const sensor of sensors) {
			if (sends) sensor.tick(nowMs);
			else sensor.skip(nowMs);
		}
	}

	stop(nowMs: number): Promise<void> {
		this.#active = false;
		return this.#evaluate(nowMs);
	}

	report(): ConnectorReport {
		const { connector, sensors, socket } = this.#options;
		const count = (status: string): number => sensors.filter((sensor) => sensor.status === status).length;
		return {
			connector_id: connector.id,
			name: connector.name,
			status: this.#control === "running" ? socket.state : this.#control,
			control: this.#control,
			sensors: sensors.length,
			online: count("online"),
			refused: count("refused"),
		};
	}

	/** What must be kept over a restart, by sensor id. */
	states(nowMs: number): Record<string, Record<string, unknown>> {
		const states = this.#options.sensors.map((sensor) => [sensor.id, sensor.states(nowMs)] as const);
		return Object.fromEntries(states.filter(([, state]) => Object.keys(state).length > 0));
	}

	#evaluate(nowMs: number): Promise<void> {
		const lost = this.#options.disconnections.some((window) => window.sinceBegin(nowMs) !== undefined);
		return this.#network.set(this.#active && this.#control !== "stopped" && !lost);
	}

	#connect(): void {
		const { sensors, socket } = this.#options;
		socket.connect();
		this.#join.start();
		for (const sensor of sensors) sensor.start(socket.clock.now());
	}

	async #disconnect(): Promise<void> {
		const { sensors, socket } = this.#options;
		this.#join.stop();
		const orderly = !this.#active || this.#control === "stopped";
		// Sensors cannot say goodbye over a connection that is gone.
		const left = orderly ? undefined : socket.close();
		await Promise.all(sensors.map((sensor) => sensor.stop()));
		await (left ?? socket.close());
	}
}
