import type { SensorSummary } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { previewEntries } from "./preview-entries.ts";

function sensor(id: string, attribute: string, status: "online" | "offline"): SensorSummary {
	return {
		sensor_id: id,
		status,
		attributes: [{ attribute_id: attribute, attribute_type: attribute }],
	} as unknown as SensorSummary;
}

describe("previewEntries", () => {
	it("puts connected curves first, then connected figures, then what is offline", () => {
		const sensors = [
			sensor("a", "ecg", "offline"),
			sensor("b", "heartrate", "online"),
			sensor("c", "respiration", "online"),
		];
		const entries = sensors.map((one) => ({
			sensorId: one.sensor_id,
			attributeId: one.attributes[0]!.attribute_id,
		}));
		expect(previewEntries(sensors, entries).map((entry) => entry.sensorId)).toEqual(["c", "b", "a"]);
	});

	it("shows six at most", () => {
		const sensors = Array.from({ length: 9 }, (_, i) => sensor(String(i), "ecg", "online"));
		const entries = sensors.map((one) => ({ sensorId: one.sensor_id, attributeId: "ecg" }));
		expect(previewEntries(sensors, entries)).toHaveLength(6);
	});
});
