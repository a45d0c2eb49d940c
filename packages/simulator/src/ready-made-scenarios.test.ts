import { readFile } from "node:fs/promises";
import { attributeType, findAttributeType, normalise } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { readReadyMadeScenario, readyMadeScenarioNames } from "./ready-made-scenarios.ts";
import { RecordingStore } from "./recordings/recording-store.ts";
import { SignalClock } from "./runtime/signal-clock.ts";
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
			"disturbances",
			"environment-station",
			"eye-tracking",
			"gps-walk",
			"large-group",
			"marine-station",
			"massive-study",
			"motion",
			"one-person",
			"pose",
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
			const factory = new SourceFactory({
				scenario,
				recordings: new RecordingStore(),
				signal: new SignalClock(),
				nowMs: NOW_MS,
				startedAtMs: NOW_MS,
			});
			// The sensors of one template are alike: a few of each connector are enough.
			const sensors = scenario.connectors
				.slice(0, 6)
				.flatMap((connector) => connector.sensors.slice(0, 4).map((sensor) => ({ connector, sensor })));
			for (const { connector, sensor } of sensors) {
				for (const [i, source] of (await factory.create(connector, sensor)).entries()) {
					const known = findAttributeType(sensor.attributes[i]!.type);
					expect(known, sensor.attributes[i]!.type).toBeDefined();
					const type = attributeType(sensor.attributes[i]!.type);
					source.due(NOW_MS + 11_000, (payload, _timestamp, event) => {
						const sample = normalise(type, payload, event === undefined ? undefined : { event });
						expect(sample, `${name} ${sensor.id} ${source.id}`).toBeDefined();
						// Recorded noise is what it is.
						if (!type.plausible || sensor.provenance === "replayed") return;
						const numbers =
							typeof sample === "number" ? [sample] : sample instanceof Float64Array ? sample : [];
						for (const number of numbers) {
							if (Number.isNaN(number)) continue;
							expect(number).toBeGreaterThanOrEqual(type.plausible[0]);
							expect(number).toBeLessThanOrEqual(type.plausible[1]);
						}
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
		expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
	});
});
