import type { AttributeSummary, SensorSummary } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { entriesByLens, matchesSearch } from "./lens-entries.ts";
import { findLens, LENSES } from "./registry.ts";

function sensor(id: string, ...attributes: string[]): SensorSummary {
	return {
		sensor_id: id,
		sensor_name: `Person ${id}`,
		connector_name: "Chest strap",
		sensor_type: "hrm",
		attributes: attributes.map((name) => ({
			attribute_id: name,
			attribute_type: name,
			display_name: null,
			derived_from: name === "breathing_rate" ? "respiration" : null,
		})) as AttributeSummary[],
	} as SensorSummary;
}

describe("entriesByLens", () => {
	it("leaves sensors without attributes out and knows every lens", () => {
		const entries = entriesByLens([sensor("1")], LENSES);
		expect(entries.get("")).toEqual([]);
		expect([...entries.keys()]).toEqual(["", ...LENSES.map((lens) => lens.id)]);
	});

	it("shows one signal a sensor under all and each signal under its lens", () => {
		const entries = entriesByLens(
			[sensor("1", "battery", "ecg", "heartrate"), sensor("2", "geolocation")],
			LENSES,
		);
		expect(entries.get("")).toEqual([
			{ sensorId: "1", attributeId: "ecg" },
			{ sensorId: "2", attributeId: "geolocation" },
		]);
		expect(entries.get("heartrate")).toEqual([{ sensorId: "1", attributeId: "heartrate" }]);
		expect(entries.get("location")).toEqual([{ sensorId: "2", attributeId: "geolocation" }]);
		expect(entries.get("battery")).toEqual([{ sensorId: "1", attributeId: "battery" }]);
	});
});

describe("entriesByLens of derived figures", () => {
	it("leaves them to the tile of their signal where that is in the same lens", () => {
		const belt = entriesByLens([sensor("1", "respiration", "breathing_rate")], LENSES);
		expect(belt.get("respiration")).toEqual([{ sensorId: "1", attributeId: "respiration" }]);
		const rate = entriesByLens([sensor("2", "breathing_rate")], LENSES);
		expect(rate.get("respiration")).toEqual([{ sensorId: "2", attributeId: "breathing_rate" }]);
	});
});

describe("findLens", () => {
	it("knows aliases and refuses others", () => {
		expect(findLens("breathing")?.id).toBe("respiration");
		expect(findLens("imu")?.id).toBe("motion");
		expect(findLens("nothing")).toBeUndefined();
	});
});

describe("matchesSearch", () => {
	it("wants every word, anywhere, without regard to case", () => {
		const strap = sensor("7", "ecg");
		expect(matchesSearch(strap, "")).toBe(true);
		expect(matchesSearch(strap, "person STRAP")).toBe(true);
		expect(matchesSearch(strap, "person belt")).toBe(false);
	});
});
