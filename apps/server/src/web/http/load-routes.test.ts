import Fastify from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { describe, expect, it } from "vitest";
import { SystemLoad } from "../../domain/load/system-load.ts";
import { installErrorAnswers } from "./errors.ts";
import { loadRoutes } from "./load-routes.ts";

async function setUp() {
	const load = new SystemLoad("production");
	const app = Fastify();
	app.setValidatorCompiler(validatorCompiler);
	app.setSerializerCompiler(serializerCompiler);
	installErrorAnswers(app);
	await loadRoutes(app, { load });
	const post = async (payload: object) => {
		const answer = await app.inject({ method: "POST", url: "/api/admin/load", payload });
		return { status: answer.statusCode, body: answer.json() };
	};
	return { load, post };
}

describe("load routes", () => {
	it("A1 refuse a label that does not exist, and a request without one", async () => {
		const { load, post } = await setUp();
		for (const payload of [{}, { label: "heavy" }, { label: "" }, { label: 3 }]) {
			expect((await post(payload)).status).toBe(422);
		}
		expect(load.label).toBe("normal");
	});

	it("A2 set the label, answer the present reading, and take it back", async () => {
		const { load, post } = await setUp();
		expect(await post({ label: "high" })).toEqual({ status: 200, body: { load: null } });
		load.observe({ at: 1, monotonic: 1, signals: { heap: 0.2 }, sojournMs: 0, loopDelayP99Ms: 4 });
		expect(await post({ label: "critical" })).toEqual({
			status: 200,
			body: {
				load: {
					...{ label: "critical", injected: true, bottleneck: "heap", pressure: 0 },
					...{ memory_protection: false, loop_delay_p99_ms: 4, signals: { heap: 0.2 } },
				},
			},
		});
		expect((await post({ label: null })).body.load).toMatchObject({ label: "normal", injected: false });
	});
});
