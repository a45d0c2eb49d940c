import { Ref } from "@sensocto/supervision";
import Fastify from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { expect, it } from "vitest";
import { AttentionTable } from "../../domain/attention/attention-table.ts";
import { SystemLoad } from "../../domain/load/system-load.ts";
import type { SensorRecord } from "../../domain/sensors/sensor-record.ts";
import { SensorsStateAgent } from "../../domain/sensors/sensors-state-agent.ts";
import { Registry } from "../../registry/registry.ts";
import type { HistoryReader } from "../../storage/history/history-reader.ts";
import type { StoredSensor } from "../../storage/history/sensor-store.ts";
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
		...{ directory, load, sensorStore: { find: async () => [] } },
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

it("a stored sensor that lists do not show any more is shown with its last values, one never stored is not", async () => {
	const app = Fastify();
	app.setValidatorCompiler(validatorCompiler);
	app.setSerializerCompiler(serializerCompiler);
	installErrorAnswers(app);
	const directory = new Ref<SensorsStateAgent>("directory");
	const registry = new Registry<SensorRecord>();
	Ref.attach(directory, new SensorsStateAgent(registry, new AttentionTable(), new Set()));
	const stored: StoredSensor = {
		...{ sensorId: "long gone", name: "Belt", type: "belt", connectorId: "c", connectorName: "C" },
		...{ connectorType: null, provenance: "real", source: null, lastSeenMs: 5 },
		attributes: [
			{
				...{
					attributeId: "t",
					attributeType: "temperature",
					unit: "°C",
					samplingRateHz: 1,
					displayName: null,
				},
				...{ provenance: "real", delivery: "latest", precision: 32, stride: 1 },
				last: { timestamp: 7, sample: 21 },
			},
		],
	};
	await sensorRoutes(app, {
		...{ directory, load: new SystemLoad("production"), now: () => 5_000 },
		sensorStore: { find: async ([id]) => (id === stored.sensorId ? [stored] : []) },
		historyReader: { read: () => Promise.resolve(undefined) } as unknown as HistoryReader,
	});
	expect((await app.inject({ url: "/api/sensors/long%20gone" })).json()).toMatchObject({
		sensor: {
			...{ sensor_name: "Belt", status: "offline", last_seen_at: 5, attention_level: "none" },
			attributes: [{ attribute_id: "t", last_value: { payload: 21, timestamp: 7 } }],
		},
	});
	expect(registry.size).toBe(0);
	expect((await app.inject({ url: "/api/sensors/never" })).json()).toMatchObject({
		error: "sensor_not_found",
	});
});
