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

	it("learn what devices are told", () => {
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
		});
		const tell = (load: "normal" | "critical", timestamp: number) =>
			backpressureConfig({ level: "none", load, memoryProtection: false, timestamp });
		devices.send(tell("critical", 1));
		record.store = new AttributeStore();
		devices.send(tell("critical", 10));
		devices.send(tell("normal", 20));
		expect([record.store.pauses.since(20), record.store.pauses.since(21)]).toEqual([true, false]);
	});
});
