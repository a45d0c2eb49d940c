import type { SensoctoSocket } from "@sensocto/client";
import type { ScenarioConnector } from "../scenario/scenario.ts";
import { PersistentJoin } from "./persistent-join.ts";
import type { SensorServer } from "./sensor-server.ts";

/** A running connector as people see it. */
export interface ConnectorReport {
	connector_id: string;
	name: string;
	status: "connecting" | "open" | "closed" | "waiting";
	/** Sensors it carries, and how many of them the server has taken. */
	sensors: number;
	online: number;
	refused: number;
}

/** One simulated connector: a connection of its own that carries its sensors. */
export class ConnectorServer {
	readonly #connector: ScenarioConnector;
	readonly #socket: SensoctoSocket;
	readonly #sensors: readonly SensorServer[];
	readonly #join: PersistentJoin;

	constructor(
		connector: ScenarioConnector,
		socket: SensoctoSocket,
		sensors: readonly SensorServer[],
		token: string,
	) {
		this.#connector = connector;
		this.#socket = socket;
		this.#sensors = sensors;
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
	}

	start(): void {
		this.#socket.connect();
		this.#join.start();
		for (const sensor of this.#sensors) sensor.start();
	}

	tick(nowMs: number): void {
		for (const sensor of this.#sensors) sensor.tick(nowMs);
	}

	async stop(): Promise<void> {
		this.#join.stop();
		await Promise.all(this.#sensors.map((sensor) => sensor.stop()));
		await this.#socket.close();
	}

	report(): ConnectorReport {
		const count = (status: string): number =>
			this.#sensors.filter((sensor) => sensor.status === status).length;
		return {
			connector_id: this.#connector.id,
			name: this.#connector.name,
			status: this.#socket.state,
			sensors: this.#sensors.length,
			online: count("online"),
			refused: count("refused"),
		};
	}

	/** Samples handed to the connection so far. */
	get sentSamples(): number {
		return this.#sensors.reduce((sum, sensor) => sum + sensor.sentSamples, 0);
	}

	/** What must be kept over a restart, by sensor id. */
	states(nowMs: number): Record<string, Record<string, unknown>> {
		const states = this.#sensors.map((sensor) => [sensor.id, sensor.states(nowMs)] as const);
		return Object.fromEntries(states.filter(([, state]) => Object.keys(state).length > 0));
	}
}
