import { describe, expect, it } from "vitest";
import { loadScenario } from "./load-scenario.ts";
import { summarise } from "./scenario.ts";
import { ScenarioError, type ScenarioProblem } from "./scenario-error.ts";

function problems(text: string): ScenarioProblem[] {
	try {
		loadScenario(text);
	} catch (error) {
		if (error instanceof ScenarioError) return [...error.problems];
		throw error;
	}
	return [];
}

const places = (text: string): string[] =>
	problems(text).map(({ line, column, path }) => `${line}:${column} ${path}`);

function withSensors(sensors: string, more = ""): string {
	return `version: 1\ntitle: T\n${more}connectors:\n  - id: c\n    name: C\n    sensors:\n${sensors}`;
}

describe("loadScenario", () => {
	it("L1 says where the YAML itself is broken", () => {
		expect(problems("version: 1\ntitle: [oops\nconnectors: }\n")[0]).toMatchObject({ line: 3 });
		expect(problems("version: 1\nversion: 1\n")[0]).toMatchObject({
			line: 2,
			message: expect.stringMatching(/unique/),
		});
	});

	it("L2 refuses what is no scenario at all", () => {
		for (const text of ["", "42", "- a", "null"])
			expect(problems(text)[0]).toMatchObject({ line: 1, column: 1 });
		expect(problems("x".repeat(300_000))[0]?.message).toMatch(/at most 262144/);
	});

	it("L3 names every problem at once, in the order of the text, each with its place", () => {
		const text = `version: 2
title: T
colour: red
connectors:
  - id: c
    name: C
    sensors:
      - id: s
        name: S
        count: 0
        attributes:
          - type: ecg
            rate: -1
            params: { mains_hz: fast, gian: 2 }
          - type: geolocation
`;
		expect(places(text)).toEqual([
			"1:10 version",
			"3:1 colour",
			"10:16 connectors[0].sensors[0].count",
			"13:19 connectors[0].sensors[0].attributes[0].rate",
			"14:33 connectors[0].sensors[0].attributes[0].params.mains_hz",
			"14:39 connectors[0].sensors[0].attributes[0].params.gian",
			"15:13 connectors[0].sensors[0].attributes[1].params.latitude",
			"15:13 connectors[0].sensors[0].attributes[1].params.longitude",
		]);
		expect(problems(text).at(-1)?.message).toBe("longitude is missing: expected number");
	});

	it("L4 lists the known generators when one is unknown or missing", () => {
		const [named, missing] = problems(
			withSensors(`      - id: s
        name: S
        attributes:
          - { type: ecg, generator: magic }
          - type: rich_presence
`),
		);
		expect(named).toMatchObject({
			line: 10,
			message: expect.stringMatching(
				/^unknown generator magic; known generators are ecg, heartrate, .*recording$/,
			),
		});
		expect(missing).toMatchObject({
			line: 11,
			message: expect.stringMatching(/no generator makes rich_presence.*known/),
		});
	});

	it("L5 refuses unknown groups, mixed provenance and a recording at another rate", () => {
		const text = withSensors(
			`      - id: s
        name: S
        group: nobody
        attributes:
          - type: ecg
            generator: recording
            rate: 250
            params: { recording: mitdb-208 }
          - type: heartrate
`,
			"groups: [{ id: all, rate: 6, coupling: 3 }]\n",
		);
		expect(problems(text).map(({ line, message }) => [line, message])).toEqual([
			[10, "unknown group nobody; known groups are all"],
			[11, "a sensor replays recordings or simulates, not both; use two sensors"],
			[14, "mitdb-208 was recorded at 360 Hz and is replayed so, got 250"],
		]);
	});

	it("L6 refuses ids used twice and says how templates avoid it", () => {
		const sensor = "        attributes: [{ type: ecg }, { type: ecg }]\n";
		const text = withSensors(
			`      - id: s\n        name: S\n        count: 2\n${sensor}      - id: s\n        name: S\n        attributes: [{ type: ecg }]\n`,
		);
		expect(problems(text).map(({ line, message }) => [line, message])).toEqual([
			[7, "sensor id s is used twice; with count, put {n} into the id"],
			[10, "attribute id ecg is used twice in this sensor; give each its own id"],
			[11, "sensor id s is used twice; with count, put {n} into the id"],
		]);
	});

	it("L7 refuses more than a connection or a server carries", () => {
		const sensor = (count: number): string =>
			`      - id: s-{c}-{n}\n        name: S\n        count: ${count}\n        attributes: [{ type: ecg }]\n`;
		expect(problems(withSensors(sensor(100)))[0]?.message).toMatch(/at most 99 sensors, got 100/);
		const many = withSensors(sensor(99)).replace("- id: c\n", "- id: c{n}\n    count: 30\n");
		expect(problems(many)[0]?.message).toBe("at most 2000 sensors, got 2970");
	});

	it("L8 refuses aliases that multiply beyond measure", () => {
		const lines = [
			"a0: &a0 [1]",
			...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
		];
		expect(problems(lines.join("\n"))[0]?.message).toMatch(/alias/i);
	});

	it("L9 writes out templates: sensors count on through the copies of their connector", () => {
		const scenario = loadScenario(`version: 1
title: Study
defaults: { rates: { heartrate: 0.5 }, person: { heart_rate: 80 } }
connectors:
  - id: gateway-{n}
    name: Gateway {n}
    count: 30
    sensors:
      - id: person-{n}
        name: Person {n} at {c}
        count: 10
        person: { breathing_rate: 9 }
        attributes: [{ type: HeartRate }, { type: water_temperature, generator: numeric, unit: °C, rate: 2 }]
`);
		expect(summarise(scenario)).toEqual({ connectors: 30, sensors: 300, attributes: 600 });
		const last = scenario.connectors[29]?.sensors[9];
		expect(last).toMatchObject({
			id: "person-300",
			name: "Person 300 at 30",
			personId: "person-300",
			provenance: "simulated",
			traits: { heart_rate: 80, breathing_rate: 9 },
		});
		expect(last?.attributes.map(({ id, rateHz, unit }) => [id, rateHz, unit])).toEqual([
			["heartrate", 0.5, undefined],
			["water_temperature", 2, "°C"],
		]);
	});

	it("L11 takes how glasses are worn, and refuses more than every turn", () => {
		const sensor = (glasses: string): string =>
			withSensors(`      - id: s\n        name: S\n${glasses}        attributes: [{ type: eye_gaze }]\n`);
		const worn = (text: string) => loadScenario(text).connectors[0]?.sensors[0]?.glasses;
		expect(worn(sensor(""))).toEqual({ off_turns: 0.4 });
		expect(worn(sensor("        glasses: { off_turns: 0 }\n"))).toEqual({ off_turns: 0 });
		expect(places(sensor("        glasses: { off_turns: 2 }\n"))).toEqual([
			"9:31 connectors[0].sensors[0].glasses.off_turns",
		]);
	});

	it("L10 marks replayed sensors and attributes them", () => {
		const scenario = loadScenario(
			withSensors(`      - id: s
        name: S
        attributes: [{ type: ecg, generator: recording, params: { recording: mitdb-208 } }]
`),
		);
		const sensor = scenario.connectors[0]?.sensors[0];
		expect(sensor).toMatchObject({
			provenance: "replayed",
			source: expect.stringMatching(/MIT-BIH.*ODC-By/),
		});
		expect(sensor?.attributes[0]).toMatchObject({ rateHz: 360, unit: "mV" });
	});
});
