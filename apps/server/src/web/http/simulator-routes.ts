import { LIMITS, SensoctoError } from "@sensocto/protocol";
import { loadScenario, ScenarioError, summarise } from "@sensocto/simulator";
import type { Ref } from "@sensocto/supervision";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { SimulatorControl } from "./simulator-control.ts";

/** What the simulator routes work with. */
export interface SimulatorRoutesContext {
	/** The simulator, or null when it is switched off. */
	readonly simulator: Ref<SimulatorControl> | null;
}

const params = z.object({ name: z.string().min(1).max(64).describe("Name of a scenario.") });
const text = z.object({ yaml: z.string().max(LIMITS.scenarioBytes).describe("A scenario as YAML.") });
const tags = ["simulator"];

/** Scenarios: list, start, stop, check, save and delete. */
export async function simulatorRoutes(
	plain: FastifyInstance,
	context: SimulatorRoutesContext,
): Promise<void> {
	const app = plain.withTypeProvider<ZodTypeProvider>();
	const simulator = (): SimulatorControl => {
		if (context.simulator === null) throw new SensoctoError("simulator_disabled");
		return context.simulator.get();
	};

	app.get("/api/simulator", { schema: { summary: "List scenarios and their state", tags } }, async () => ({
		enabled: context.simulator !== null,
		scenarios: context.simulator === null ? [] : await context.simulator.get().list(),
	}));

	app.post(
		"/api/simulator/validate",
		{ schema: { summary: "Check a scenario", tags, body: text } },
		({ body }) => {
			checked(body.yaml);
			return { ok: true, summary: summarise(loadScenario(body.yaml)) };
		},
	);

	app.get(
		"/api/simulator/scenarios/:name",
		{ schema: { summary: "Read a scenario's text", tags, params } },
		async (request) => {
			const { name, source, yaml } = await simulator().get(request.params.name);
			return { name, source, yaml };
		},
	);

	app.put(
		"/api/simulator/scenarios/:name",
		{ schema: { summary: "Save a scenario", tags, params, body: text } },
		async (request) => {
			checked(request.body.yaml);
			return { scenario: await simulator().save(request.params.name, request.body.yaml) };
		},
	);

	app.delete(
		"/api/simulator/scenarios/:name",
		{ schema: { summary: "Delete a saved scenario", tags, params } },
		async (request, reply) => {
			await simulator().delete(request.params.name);
			return reply.code(204).send();
		},
	);

	app.post(
		"/api/simulator/scenarios/:name/start",
		{ schema: { summary: "Start a scenario", tags, params } },
		async (request) => ({
			scenario: await simulator().startScenario(request.params.name),
		}),
	);

	app.post(
		"/api/simulator/scenarios/:name/stop",
		{ schema: { summary: "Stop a scenario", tags, params } },
		async (request) => ({
			scenario: await simulator().stopScenario(request.params.name),
		}),
	);
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
