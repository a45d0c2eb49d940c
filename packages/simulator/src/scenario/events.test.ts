import { describe, expect, it } from "vitest";
import { matching } from "./expand-events.ts";
import { loadScenario } from "./load-scenario.ts";
import { ScenarioError } from "./scenario-error.ts";

const HEAD = `version: 1
title: T
connectors:
  - id: gate-{n}
    name: G
    count: 2
    sensors:
      - id: person-{n}
        name: P
        count: 5
        attributes: [{ type: ecg }, { type: battery }, { type: skeleton }, { type: spo2 }]
  - id: tape
    name: Tape
    sensors:
      - id: recorded
        name: R
        attributes: [{ type: ecg, generator: recording, params: { recording: mitdb-208 } }]
events:
`;

function problems(events: string): string[] {
	try {
		loadScenario(HEAD + events);
	} catch (error) {
		if (!(error instanceof ScenarioError)) throw error;
		return error.problems.map(({ line, message, path }) => `${line} ${path}: ${message}`);
	}
	return [];
}

describe("the timeline of a scenario", () => {
	it("U1 names each problem of its form with its line", () => {
		const found = problems(`  - { kind: explosion, at: 1, for: 2 }
  - { kind: dropout, connector: gate-1, at: -1, for: 2 }
  - { kind: alarm, sensor: person-1, attribute: spo2, at: 1, for: 9 }
  - { kind: artefact, sensor: person-1, attribute: ecg, at: 1, for: 9, every: 5 }
  - { kind: dropout, at: 1, for: 9, how: loudly }
  - { kind: dropout, at: 1, for: 9, connector: gate-1, sensor: person-1 }
`);
		expect(found).toEqual([
			expect.stringMatching(/^19 events\[0\]\.kind: .*'dropout'.*'artefact'.*'alarm'/),
			expect.stringMatching(/^20 events\[1\]\.at: .*>=0/),
			expect.stringMatching(/^21 events\[2\]\.value: value is missing: expected number/),
			"22 events[3].every: every must be longer than for, or the event never ends",
			expect.stringMatching(/^23 events\[4\]\.how: /),
			"24 events[5].kind: a dropout names a connector or a sensor, one of both",
		]);
	});

	it("U2 names targets that do not exist and attributes that cannot do what is asked", () => {
		const found = problems(`  - { kind: dropout, connector: gate-9, at: 1, for: 2 }
  - { kind: dropout, sensor: nobody-*, at: 1, for: 2 }
  - { kind: alarm, sensor: person-1, attribute: pulse, value: 2, at: 1, for: 9 }
  - { kind: alarm, sensor: person-1, attribute: battery, value: 2, at: 1, for: 9 }
  - { kind: alarm, sensor: person-1, attribute: battery, field: charging, value: 2, at: 1, for: 9 }
  - { kind: alarm, sensor: person-1, attribute: skeleton, value: 2, at: 1, for: 9 }
  - { kind: artefact, sensor: person-1, attribute: battery, at: 1, for: 9 }
  - { kind: artefact, sensor: recorded, attribute: ecg, at: 1, for: 9 }
`);
		expect(found).toEqual([
			"19 events[0].connector: no connector has the id gate-9",
			"20 events[1].sensor: no sensor has the id nobody-*",
			"21 events[2].attribute: no sensor named has an attribute pulse",
			"22 events[3].kind: name the field that leaves its range; fields of battery are level, voltage",
			"23 events[4].field: unknown field charging; fields of battery are level, voltage",
			"24 events[5].attribute: skeleton is not made of numbers",
			"25 events[6].attribute: an artefact happens to attributes that are one number, battery is not",
			"26 events[7].sensor: recordings are replayed as they are; only a dropout can happen to them",
		]);
	});

	it("U3 writes out its targets", () => {
		const { events } = loadScenario(`${HEAD}  - { kind: dropout, sensor: person-1*, at: 1, for: 2 }
  - { kind: dropout, connector: "*", at: 1, for: 2, how: disconnected }
  - { kind: alarm, sensor: person-3, attribute: battery, field: level, value: 2, at: 1, for: 9 }
`);
		expect(events).toMatchObject([
			{
				kind: "dropout",
				how: "silent",
				sensorIds: new Set(["person-1", "person-10"]),
				connectorIds: new Set(),
			},
			{ how: "disconnected", connectorIds: new Set(["gate-1", "gate-2", "tape"]), sensorIds: new Set() },
			{ kind: "alarm", field: "level", ramp: 2, sensorIds: new Set(["person-3"]) },
		]);
	});

	it("U4 lets a star stand for anything, also nothing, and takes all else as it is", () => {
		const ids = ["a", "ab", "abc", "a.c", "ca"];
		expect([...matching("a*", ids)]).toEqual(["a", "ab", "abc", "a.c"]);
		expect([...matching("a.c", ids)]).toEqual(["a.c"]);
		expect([...matching("*b*", ids)]).toEqual(["ab", "abc"]);
		expect([...matching("a*a", ids)]).toEqual([]);
		expect([...matching("", ids)]).toEqual([]);
	});
});
