import { type RestClient, rest } from "./rest-client.ts";

/** One simulated device of a running scenario. */
export interface SimulatorConnector {
	readonly connector_id: string;
	readonly name: string;
	/** `paused` or `stopped` when somebody did so, otherwise the state of its connection. */
	readonly status: "connecting" | "open" | "closed" | "waiting" | "paused" | "stopped";
	/** What was asked of it. */
	readonly control: "running" | "paused" | "stopped";
	/** Sensors it carries, how many of them the server has taken, and how many it does not want. */
	readonly sensors: number;
	readonly online: number;
	readonly refused: number;
}

/** What can be asked of a connector. */
export type ConnectorAction = "start" | "pause" | "stop";

/** A scenario the server can run; `connectors` is filled while it runs. */
export interface SimulatorScenario {
	readonly name: string;
	readonly title: string;
	readonly description: string;
	readonly running: boolean;
	/** ISO 8601. */
	readonly started_at: string | null;
	/** How many times as fast as in life the signals run, 0.25 to 16. */
	readonly speed: number;
	/** Whether all connectors that were not stopped are paused. */
	readonly paused: boolean;
	readonly sensors: number;
	readonly source: "ready-made" | "custom";
	readonly connectors: readonly SimulatorConnector[];
}

/** What the simulator offers; `enabled` is false when the server runs without it. */
export interface SimulatorState {
	readonly enabled: boolean;
	readonly scenarios: readonly SimulatorScenario[];
}

/** What a valid scenario would create. */
export interface ScenarioSummary {
	readonly connectors: number;
	readonly sensors: number;
	readonly attributes: number;
}

/** Names a saved scenario may have: it becomes part of an address. */
export const SCENARIO_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

function scenarioPath(name: string, ...parts: readonly string[]): string {
	return ["/api/simulator/scenarios", ...[name, ...parts].map(encodeURIComponent)].join("/");
}

/** The simulator's part of the REST interface; every call rejects with `ApiError`. */
export class SimulatorApi {
	readonly #client: RestClient;

	constructor(client: RestClient = rest) {
		this.#client = client;
	}

	state(signal?: AbortSignal): Promise<SimulatorState> {
		return this.#client.request("/api/simulator", { signal });
	}

	read(name: string, signal?: AbortSignal): Promise<{ name: string; yaml: string }> {
		return this.#client.request(scenarioPath(name), { signal });
	}

	async start(name: string): Promise<SimulatorScenario> {
		return (await this.#scenario(scenarioPath(name, "start"), "POST")).scenario;
	}

	async stop(name: string): Promise<SimulatorScenario> {
		return (await this.#scenario(scenarioPath(name, "stop"), "POST")).scenario;
	}

	/** Lets the devices of a running scenario fall silent; they stay connected. */
	async pause(name: string): Promise<SimulatorScenario> {
		return (await this.#scenario(scenarioPath(name, "pause"), "POST")).scenario;
	}

	/** Lets paused devices send again. */
	async resume(name: string): Promise<SimulatorScenario> {
		return (await this.#scenario(scenarioPath(name, "resume"), "POST")).scenario;
	}

	/** Lets the signals of a running scenario run faster or slower, 0.25 to 16 times as fast as in life. */
	async setSpeed(name: string, speed: number): Promise<SimulatorScenario> {
		return (await this.#scenario(scenarioPath(name, "speed"), "POST", { speed })).scenario;
	}

	/** Starts, pauses or stops one connector of a running scenario. */
	async connector(name: string, connectorId: string, action: ConnectorAction): Promise<SimulatorScenario> {
		return (await this.#scenario(scenarioPath(name, "connectors", connectorId, action), "POST")).scenario;
	}

	/** Checks a scenario without saving it; a refused one rejects with `problems` filled. */
	async validate(yaml: string): Promise<ScenarioSummary> {
		const answer = await this.#client.request<{ summary: ScenarioSummary }>("/api/simulator/validate", {
			method: "POST",
			body: { yaml },
		});
		return answer.summary;
	}

	async save(name: string, yaml: string): Promise<SimulatorScenario> {
		return (await this.#scenario(scenarioPath(name), "PUT", { yaml })).scenario;
	}

	async remove(name: string): Promise<void> {
		await this.#client.request(scenarioPath(name), { method: "DELETE" });
	}

	#scenario(
		path: string,
		method: "POST" | "PUT",
		body: unknown = {},
	): Promise<{ scenario: SimulatorScenario }> {
		return this.#client.request(path, { method, body });
	}
}

/** The simulator interface of this page's server. */
export const simulatorApi = new SimulatorApi();
