import { backpressureConfig } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { AttributeStore } from "./attribute-store.ts";
import { DevicePauses } from "./device-pauses.ts";
import { SensorDevices } from "./sensor-devices.ts";
import { SensorRecord } from "./sensor-record.ts";

describe("DevicePauses", () => {
	it("knows whether devices were to send nothing since a moment", () => {
		const pauses = new DevicePauses();
		pauses.told(false, 10);
		expect(pauses.since(0)).toBe(false);
		pauses.told(true, 20);
		pauses.told(true, 25);
		expect(pauses.since(1_000)).toBe(true);
		pauses.told(false, 30);
		pauses.told(false, 40);
		expect([29, 30, 31].map((at) => pauses.since(at))).toEqual([true, true, false]);
	});

	it("remembers why samples may be missing, the newest stretches of each kind", () => {
		const pauses = new DevicePauses();
		expect(pauses.absences).toEqual({ down: [], offline: [], paused: [] });
		for (const [at, paused] of [true, true, false, false].entries()) pauses.told(paused, at);
		pauses.gone(10);
		pauses.gone(11);
		expect(pauses.back(20)).toBe(false);
		expect(pauses.back(25)).toBe(false);
		pauses.told(true, 30);
		pauses.gone(40);
		expect(pauses.back(50)).toBe(true);
		expect(pauses.absences).toEqual({
			down: [],
			offline: [
				{ from: 10, to: 20 },
				{ from: 40, to: 50 },
			],
			paused: [
				{ from: 0, to: 2 },
				{ from: 30, to: 40 },
				{ from: 50, to: Number.POSITIVE_INFINITY },
			],
		});
		for (let at = 100; at < 400; at += 2) {
			pauses.told(at % 4 === 0, at);
			pauses.gone(at + 1);
			pauses.back(at + 1.5);
		}
		const { offline, paused } = pauses.absences;
		expect([offline.length, paused.length]).toEqual([64, 64]);
		expect([offline.at(-1), paused.at(-1)]).toEqual([
			{ from: 399, to: 399.5 },
			{ from: 397.5, to: 398 },
		]);
		pauses.gone(400);
		pauses.told(true, 401);
		expect(pauses.absences.paused.at(-1)).toEqual({ from: 397.5, to: 398 });
	});

	it("learn what devices are told", () => {
		const paces: [boolean, number][] = [];
		const record = new SensorRecord("s", 1, {
			...{ name: "S", type: "generic", connectorId: "c", connectorName: "C", connectorType: null },
			...{ provenance: "real", source: null },
		});
		const devices = new SensorDevices(record, {
			random: () => 0,
			pacing: {
				pace: () => tell("normal", 0),
				config: () => tell("normal", 0),
			},
			changed: () => {},
			history: { paced: (_, paused, at) => paces.push([paused, at]) },
		});
		const tell = (load: "normal" | "critical", timestamp: number) =>
			backpressureConfig({ level: "none", load, memoryProtection: false, timestamp });
		devices.send(tell("critical", 1));
		record.store = new AttributeStore();
		devices.send(tell("critical", 10));
		devices.send(tell("normal", 20));
		expect([record.store.pauses.since(20), record.store.pauses.since(21)]).toEqual([true, false]);
		expect(paces).toEqual([
			[true, 1],
			[true, 10],
			[false, 20],
		]);
	});
});
