import { Ref } from "@sensocto/supervision";
import Fastify from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { expect, it } from "vitest";
import { SystemLoad } from "../../domain/load/system-load.ts";
import type { SensorsStateAgent } from "../../domain/sensors/sensors-state-agent.ts";
import type { HistoryReader } from "../../storage/history/history-reader.ts";
import { installErrorAnswers } from "./errors.ts";
import { sensorRoutes } from "./sensor-routes.ts";

it("H1 history is refused while memory is critical, with the time to come again, and read otherwise", async () => {
	const asked: unknown[] = [];
	const load = new SystemLoad("production");
	const fill = (heap: number) =>
		load.observe({ at: 0, monotonic: 0, signals: { heap }, sojournMs: 0, loopDelayP99Ms: 0 });
	fill(0.93);
	const read = (query: unknown) => Promise.resolve(void asked.push(query));
	const app = Fastify();
	app.setValidatorCompiler(validatorCompiler);
	app.setSerializerCompiler(serializerCompiler);
	installErrorAnswers(app);
	const directory = new Ref<SensorsStateAgent>("directory");
	await sensorRoutes(app, {
		directory,
		load,
		historyReader: { read } as unknown as HistoryReader,
		now: () => 5_000,
	});
	const url = "/api/sensors/a/attributes/hr/history?from=1000";
	const refused = await app.inject({ url });
	expect([refused.statusCode, refused.headers["retry-after"]]).toEqual([503, "10"]);
	expect(refused.json()).toMatchObject({ error: "memory_short" });
	expect(asked).toEqual([]);
	fill(0.5);
	expect((await app.inject({ url })).json()).toMatchObject({ error: "attribute_not_found" });
	expect(asked).toEqual([{ sensorId: "a", attributeId: "hr", fromMs: 1_000, toMs: 5_000, maxPoints: 1_000 }]);
});
