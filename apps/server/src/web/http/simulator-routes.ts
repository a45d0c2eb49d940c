import { LIMITS, SensoctoError } from "@sensocto/protocol";
import { loadScenario, ScenarioError, SPEED_LIMITS, summarise } from "@sensocto/simulator";
import type { Ref } from "@sensocto/supervision";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import {
	CONNECTOR_ACTIONS,
	type ScenarioStatus,
	type SimulatorControl,
	scenarioStatus,
} from "./simulator-control.ts";

/** What the simulator routes work with. */
export interface SimulatorRoutesContext {
	/** The simulator, or null when it is switched off. */
	readonly simulator: Ref<SimulatorControl> | null;
}

const params = z.object({ name: z.string().min(1).max(64).describe("Name of a scenario.") });
const connectorParams = params.extend({
	connector: z.string().min(1).max(LIMITS.idBytes).describe("Id of one of its connectors."),
	action: z
		.enum(Object.keys(CONNECTOR_ACTIONS) as [keyof typeof CONNECTOR_ACTIONS])
		.describe("`pause` leaves it connected and silent, `stop` takes it off the network."),
});
const text = z.object({ yaml: z.string().max(LIMITS.scenarioBytes).describe("A scenario as YAML.") });
const speed = z.object({
	speed: z
		.number()
		.min(SPEED_LIMITS.slowest)
		.max(SPEED_LIMITS.fastest)
		.describe("How many times as fast as the clock on the wall the signals run; samples keep their rates."),
});
const tags = ["simulator"];
const answer = { 200: z.object({ scenario: scenarioStatus }) };
const overview = { 200: z.object({ enabled: z.boolean(), scenarios: z.array(scenarioStatus).readonly() }) };

/** Scenarios: list, run, check, save and delete. */
export async function simulatorRoutes(
	plain: FastifyInstance,
	context: SimulatorRoutesContext,
): Promise<void> {
	const app = plain.withTypeProvider<ZodTypeProvider>();

	app.get(
		"/api/simulator",
		{ schema: { summary: "List scenarios and their state", tags, response: overview } },
		async () => ({
			enabled: context.simulator !== null,
			scenarios: context.simulator === null ? [] : await context.simulator.get().list(),
		}),
	);

	app.post(
		"/api/simulator/validate",
		{ schema: { summary: "Check a scenario", tags, body: text } },
		({ body }) => {
			checked(body.yaml);
			return { ok: true, summary: summarise(loadScenario(body.yaml)) };
		},
	);

	await textRoutes(plain, context);
	await runRoutes(plain, context);
}

/** The texts of scenarios. */
async function textRoutes(plain: FastifyInstance, context: SimulatorRoutesContext): Promise<void> {
	const app = plain.withTypeProvider<ZodTypeProvider>();

	app.get(
		"/api/simulator/scenarios/:name",
		{ schema: { summary: "Read a scenario's text", tags, params } },
		async (request) => {
			const { name, source, yaml } = await simulatorOf(context).get(request.params.name);
			return { name, source, yaml };
		},
	);

	app.put(
		"/api/simulator/scenarios/:name",
		{ schema: { summary: "Save a scenario", tags, params, body: text, response: answer } },
		async (request) => {
			checked(request.body.yaml);
			return { scenario: await simulatorOf(context).save(request.params.name, request.body.yaml) };
		},
	);

	app.delete(
		"/api/simulator/scenarios/:name",
		{ schema: { summary: "Delete a saved scenario", tags, params } },
		async (request, reply) => {
			await simulatorOf(context).delete(request.params.name);
			return reply.code(204).send();
		},
	);
}

/** Running scenarios. */
async function runRoutes(plain: FastifyInstance, context: SimulatorRoutesContext): Promise<void> {
	const app = plain.withTypeProvider<ZodTypeProvider>();

	const action = (
		path: string,
		summary: string,
		act: (simulator: SimulatorControl, name: string) => Promise<ScenarioStatus>,
	): void => {
		app.post(
			`/api/simulator/scenarios/:name/${path}`,
			{ schema: { summary, tags, params, response: answer } },
			async (request) => ({ scenario: await act(simulatorOf(context), request.params.name) }),
		);
	};
	action("start", "Start a scenario", (simulator, name) => simulator.startScenario(name));
	action("stop", "Stop a scenario", (simulator, name) => simulator.stopScenario(name));
	action("pause", "Pause a running scenario", (simulator, name) => simulator.pauseScenario(name));
	action("resume", "Resume a paused scenario", (simulator, name) => simulator.resumeScenario(name));

	app.post(
		"/api/simulator/scenarios/:name/speed",
		{
			schema: { summary: "Set the speed of a running scenario", tags, params, body: speed, response: answer },
		},
		async (request) => ({
			scenario: await simulatorOf(context).setSpeed(request.params.name, request.body.speed),
		}),
	);

	app.post(
		"/api/simulator/scenarios/:name/connectors/:connector/:action",
		{
			schema: {
				summary: "Start, pause or stop one connector of a running scenario",
				tags,
				params: connectorParams,
				response: answer,
			},
		},
		async ({ params: { action, connector, name } }) => ({
			scenario: await simulatorOf(context).controlConnector(name, connector, CONNECTOR_ACTIONS[action]),
		}),
	);
}

function simulatorOf({ simulator }: SimulatorRoutesContext): SimulatorControl {
	if (simulator === null) throw new SensoctoError("simulator_disabled");
	return simulator.get();
}

/** @throws SensoctoError `invalid_scenario` that names every problem with its line and column. */
function checked(yaml: string): void {
	try {
		loadScenario(yaml);
	} catch (error) {
		if (!(error instanceof ScenarioError)) throw error;
		throw new SensoctoError("invalid_scenario", { count: error.problems.length, problems: error.problems });
	}
}
