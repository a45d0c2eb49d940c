import { z } from "zod";

/** One connector of a running scenario. */
const connectorReport = z.object({
	connector_id: z.string(),
	name: z.string(),
	status: z
		.enum(["connecting", "open", "closed", "waiting", "paused", "stopped"])
		.describe("`paused` or `stopped` when somebody did so, otherwise the state of its connection."),
	control: z.enum(["running", "paused", "stopped"]).describe("What was asked of it."),
	sensors: z.int().describe("Sensors it carries."),
	online: z.int().describe("Sensors the server has taken."),
	refused: z.int().describe("Sensors the server does not want."),
});

/** Form of a scenario with its state. */
export const scenarioStatus = z.object({
	name: z.string(),
	title: z.string(),
	description: z.string(),
	source: z.enum(["ready-made", "custom"]),
	running: z.boolean(),
	started_at: z.string().nullable().describe("ISO 8601; kept over restarts of the server."),
	speed: z.number().describe("How many times as fast as the clock on the wall the signals run."),
	paused: z.boolean().describe("Whether all connectors that were not stopped are paused."),
	sensors: z.int(),
	attributes: z.int(),
	connectors: z.array(connectorReport).readonly().describe("Empty unless the scenario runs."),
});

export type ScenarioStatus = Readonly<z.infer<typeof scenarioStatus>>;

/** What can be asked of one connector. */
export const CONNECTOR_ACTIONS = { start: "running", stop: "stopped", pause: "paused" } as const;

/** What the simulator does for the REST interface; the simulator starts after the endpoint and implements it. */
export interface SimulatorControl {
	list(): Promise<readonly ScenarioStatus[]>;
	get(
		name: string,
	): Promise<{ readonly name: string; readonly source: "ready-made" | "custom"; readonly yaml: string }>;
	startScenario(name: string): Promise<ScenarioStatus>;
	stopScenario(name: string): Promise<ScenarioStatus>;
	pauseScenario(name: string): Promise<ScenarioStatus>;
	resumeScenario(name: string): Promise<ScenarioStatus>;
	setSpeed(name: string, speed: number): Promise<ScenarioStatus>;
	controlConnector(
		name: string,
		connectorId: string,
		control: "running" | "paused" | "stopped",
	): Promise<ScenarioStatus>;
	save(name: string, yaml: string): Promise<ScenarioStatus>;
	delete(name: string): Promise<void>;
}
