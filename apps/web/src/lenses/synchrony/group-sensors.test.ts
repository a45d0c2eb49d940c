import { describe, expect, it } from "vitest";
import { connectorGroups, groupSensors } from "./group-sensors.ts";

const ENTRIES = [
	{ sensorId: "a", attributeId: "rr" },
	{ sensorId: "a", attributeId: "hrv" },
	{ sensorId: "b", attributeId: "rr" },
	{ sensorId: "c", attributeId: "rr" },
	{ sensorId: "gone", attributeId: "rr" },
];

function sensor(id: string): { connector_id: string; connector_name: string } | undefined {
	if (id === "gone") return undefined;
	return id === "c"
		? { connector_id: "2", connector_name: "Two" }
		: { connector_id: "1", connector_name: "One" };
}

describe("connectorGroups", () => {
	it("offers connectors with two people or more, when there is a choice", () => {
		expect(connectorGroups(ENTRIES, sensor)).toEqual([{ id: "1", name: "One", sensors: ["a", "b"] }]);
		expect(connectorGroups(ENTRIES.slice(0, 3), sensor)).toEqual([]);
		expect(connectorGroups([], sensor)).toEqual([]);
	});
});

describe("groupSensors", () => {
	it("is everybody unless a connector is chosen or a search narrows the lens", () => {
		expect(groupSensors(ENTRIES, "", undefined)).toBeUndefined();
		expect(groupSensors(ENTRIES, "person", undefined)).toEqual(["a", "b", "c", "gone"]);
		expect(groupSensors(ENTRIES, "person", { id: "1", name: "One", sensors: ["a", "b"] })).toEqual([
			"a",
			"b",
		]);
	});
});
