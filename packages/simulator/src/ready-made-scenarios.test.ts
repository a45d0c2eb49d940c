import { readFile } from "node:fs/promises";
import { attributeType, findAttributeType, normalise } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { readReadyMadeScenario, readyMadeScenarioNames } from "./ready-made-scenarios.ts";
import { RecordingStore } from "./recordings/recording-store.ts";
import { SourceFactory } from "./runtime/source-factory.ts";
import { loadScenario } from "./scenario/load-scenario.ts";
import { type Scenario, summarise } from "./scenario/scenario.ts";

const NOW_MS = Date.UTC(2026, 0, 1);
const names = await readyMadeScenarioNames();

async function load(name: string): Promise<Scenario> {
	return loadScenario((await readReadyMadeScenario(name)) ?? "");
}

describe("the documentation's example", () => {
	it("M6 is a scenario", async () => {
		const text = await readFile(new URL("../README.md", import.meta.url), "utf8");
		const example = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
		expect(summarise(loadScenario(example))).toEqual({ connectors: 3, sensors: 6, attributes: 18 });
	});
});

describe("ready-made scenarios", () => {
	it("M1 are not read from anywhere else", async () => {
		for (const name of ["../package", "demo.yaml", "", "none"]) {
			expect(await readReadyMadeScenario(name)).toBeUndefined();
		}
	});

	it("M2 are the ones the documentation names", () => {
		expect(names).toEqual([
			"breathing-study",
			"demo",
			"environment-station",
			"gps-walk",
			"large-group",
			"massive-study",
			"one-person",
			"replayed-ecg",
			"small-group",
		]);
	});

	it("M3 have the sizes they promise", async () => {
		const size = async (name: string): Promise<number> => summarise(await load(name)).sensors;
		expect([await size("small-group"), await size("large-group"), await size("massive-study")]).toEqual([
			5, 20, 300,
		]);
		const text = (await readReadyMadeScenario("massive-study")) ?? "";
		expect(text.split("\n").length).toBeLessThan(25);
	});

	it.each(names)(
		"M4 %s sends payloads its attribute types can be read from, within plausible bounds",
		async (name) => {
			const scenario = await load(name);
			const factory = new SourceFactory(scenario, new RecordingStore(), NOW_MS);
			// The sensors of one template are alike: ten of each connector are enough.
			const sensors = scenario.connectors.slice(0, 3).flatMap((connector) => connector.sensors.slice(0, 10));
			for (const sensor of sensors) {
				for (const [i, source] of (await factory.create(sensor)).entries()) {
					const known = findAttributeType(sensor.attributes[i]!.type);
					expect(known, sensor.attributes[i]!.type).toBeDefined();
					const type = attributeType(sensor.attributes[i]!.type);
					source.due(NOW_MS + 11_000, (payload) => {
						const sample = normalise(type, payload);
						expect(sample, `${name} ${sensor.id} ${source.id}`).toBeDefined();
						// Recorded noise is what it is.
						if (typeof sample !== "number" || !type.plausible || sensor.provenance === "replayed") return;
						expect(sample).toBeGreaterThanOrEqual(type.plausible[0]);
						expect(sample).toBeLessThanOrEqual(type.plausible[1]);
					});
				}
			}
		},
	);

	it("M5 use ids of their own, so that all can run at the same time", async () => {
		const scenarios = await Promise.all(names.map(load));
		const ids = scenarios.flatMap((scenario) =>
			scenario.connectors.flatMap((connector) => [
				connector.id,
				...connector.sensors.map((sensor) => sensor.id),
			]),
		);
		expect(new Set(ids.filter((id, i) => ids.indexOf(id) !== i))).toEqual(
			new Set(["one-person"].filter(() => false)),
		);
	});
});
