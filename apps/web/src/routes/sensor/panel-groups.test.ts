import { attributeType } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { panelGroups } from "./panel-groups.ts";

const lines = (name: string): [string, string, string[]][] =>
	panelGroups(attributeType(name), null).map((group) => [
		group.title,
		group.unit,
		group.components.map((component) => component.label),
	]);

describe("panelGroups", () => {
	it("draws nothing for structured values", () => {
		expect(panelGroups(attributeType("skeleton"), null)).toEqual([]);
	});

	it("gives a scalar one untitled line", () => {
		expect(lines("ecg")).toEqual([["", "mV", ["value"]]]);
	});

	it("never puts two units on one axis and leaves places and states to map and text", () => {
		expect(lines("geolocation")).toEqual([
			["accuracy", "m", ["accuracy"]],
			["altitude", "m", ["altitude"]],
			["speed", "km/h", ["speed"]],
		]);
	});

	it("keeps the three parts of an imu apart", () => {
		const units = lines("imu").map(([title, unit, labels]) => [title, unit, labels.join("")]);
		expect(units).toEqual([
			["accelerometer", "m/s²", "xyz"],
			["gyroscope", "rad/s", "xyz"],
			["magnetometer", "µT", "xyz"],
		]);
	});

	it("names a line that is one part of a sample, and not one that is all of it", () => {
		expect(lines("tap")).toEqual([["count", "", ["count"]]]);
		expect(lines("accelerometer")).toEqual([["", "m/s²", ["x", "y", "z"]]]);
	});

	it("prefers the unit the device states", () => {
		expect(panelGroups(attributeType("numeric"), "°F")[0]?.unit).toBe("°F");
	});
});
