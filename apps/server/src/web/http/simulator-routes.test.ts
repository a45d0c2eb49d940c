import { SensoctoError } from "@sensocto/protocol";
import { Ref } from "@sensocto/supervision";
import Fastify from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { describe, expect, it } from "vitest";
import { installErrorAnswers } from "./errors.ts";
import type { ScenarioStatus, SimulatorControl } from "./simulator-control.ts";
import { simulatorRoutes } from "./simulator-routes.ts";

const STATUS: ScenarioStatus = {
	...{ name: "pose", title: "Pose", description: "", source: "ready-made", running: true },
	...{ started_at: "2026-03-01T12:00:00.000Z", speed: 4, paused: false, sensors: 1, attributes: 1 },
	connectors: [
		{
			...{ connector_id: "camera:1", name: "Camera", status: "paused", control: "paused" },
			...{ sensors: 1, online: 1, refused: 0 },
		},
	],
};

/** The routes over a simulator that notes what it is asked. */
async function routes(enabled = true) {
	const asked: unknown[] = [];
	const note =
		(what: string) =>
		(...args: unknown[]): Promise<ScenarioStatus> => {
			asked.push([what, ...args]);
			if (args[0] === "nowhere") throw new SensoctoError("scenario_not_found", { name: "nowhere" });
			return Promise.resolve(STATUS);
		};
	const control: SimulatorControl = {
		list: () => Promise.resolve([STATUS]),
		get: () => Promise.resolve({ name: "pose", source: "ready-made", yaml: "" }),
		startScenario: note("start"),
		stopScenario: note("stop"),
		pauseScenario: note("pause"),
		resumeScenario: note("resume"),
		setSpeed: note("speed"),
		controlConnector: note("connector"),
		save: note("save"),
		delete: () => Promise.resolve(),
	};
	const simulator = new Ref<SimulatorControl>("simulator");
	Ref.attach(simulator, control);
	const app = Fastify();
	app.setValidatorCompiler(validatorCompiler);
	app.setSerializerCompiler(serializerCompiler);
	installErrorAnswers(app);
	await simulatorRoutes(app, { simulator: enabled ? simulator : null });
	const post = async (path: string, payload?: object) => {
		const answer = await app.inject({
			method: "POST",
			url: `/api/simulator/scenarios/${path}`,
			...(payload && { payload }),
		});
		return { status: answer.statusCode, body: answer.json() };
	};
	return { app, asked, post };
}

describe("simulator routes", () => {
	it("H1 refuse speeds out of bounds, unknown actions and unknown scenarios before and after asking", async () => {
		const { asked, post } = await routes();
		for (const speed of [0.2, 17, "4", null]) {
			expect((await post("pose/speed", { speed })).status).toBe(422);
		}
		expect((await post("pose/connectors/camera:1/explode")).status).toBe(422);
		expect(asked).toEqual([]);
		expect(await post("nowhere/pause")).toMatchObject({ status: 404, body: { error: "scenario_not_found" } });
	});

	it("H2 say that the simulator is switched off", async () => {
		const { app, post } = await routes(false);
		expect(await post("pose/pause")).toMatchObject({ status: 503, body: { error: "simulator_disabled" } });
		const list = await app.inject({ url: "/api/simulator" });
		expect(list.json()).toEqual({ enabled: false, scenarios: [] });
	});

	it("H3 ask the simulator for what they are asked, and answer with the whole state", async () => {
		const { app, asked, post } = await routes();
		for (const action of ["start", "pause", "resume", "stop"]) {
			expect(await post(`pose/${action}`)).toEqual({ status: 200, body: { scenario: STATUS } });
		}
		await post("pose/speed", { speed: 0.25 });
		for (const action of ["start", "pause", "stop"]) await post(`pose/connectors/camera%3A1/${action}`);
		expect(asked).toEqual([
			["start", "pose"],
			["pause", "pose"],
			["resume", "pose"],
			["stop", "pose"],
			["speed", "pose", 0.25],
			["connector", "pose", "camera:1", "running"],
			["connector", "pose", "camera:1", "paused"],
			["connector", "pose", "camera:1", "stopped"],
		]);
		expect((await app.inject({ url: "/api/simulator" })).json()).toEqual({
			enabled: true,
			scenarios: [STATUS],
		});
	});
});
