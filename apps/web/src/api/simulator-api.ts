import { type RestClient, rest } from "./rest-client.ts";

/** One simulated device of a running scenario. */
export interface SimulatorConnector {
	readonly connector_id: string;
	readonly name: string;
	readonly status: string;
	readonly sensors: number;
}

/** A scenario the server can run; `connectors` is filled while it runs. */
export interface SimulatorScenario {
	readonly name: string;
	readonly title: string;
	readonly description: string;
	readonly running: boolean;
	readonly started_at: string | number | null;
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

function scenarioPath(name: string, action?: "start" | "stop"): string {
	const path = `/api/simulator/scenarios/${encodeURIComponent(name)}`;
	return action ? `${path}/${action}` : path;
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
