import { describe, expect, it } from "vitest";
import { LIMITS } from "./limits.ts";
import { isShorthand, readShorthand } from "./shorthand.ts";

const ARRIVAL = 1_700_000_000_500;

describe("readShorthand refuses", () => {
	const crowd = Object.fromEntries(
		Array.from({ length: LIMITS.attributesPerSensor + 1 }, (_, i) => [`a${i}`, i]),
	);
	it.each([
		["no object", 7, "missing_fields"],
		["no data", { timestamp: 1 }, "missing_fields"],
		["data that is no object", { data: [1] }, "missing_fields"],
		["an invalid id, all of it", { data: { temp: 1, "bad id!": 2 } }, "invalid_attribute_id"],
		["a time that is none", { data: { temp: 1 }, timestamp: "now" }, "invalid_timestamp"],
		["too many attributes", { data: crowd }, "too_many_attributes"],
		["a payload too large", { data: { a: "x".repeat(LIMITS.payloadBytes) } }, "payload_too_large"],
	])("%s", (_, payload, problem) => {
		expect(readShorthand(payload, ARRIVAL)).toBe(problem);
	});
});

describe("readShorthand", () => {
	it("makes one measurement per key at the stated time", () => {
		expect(
			readShorthand({ data: { temp: 23.5, humidity: 65 }, timestamp: 1_700_000_000_000 }, ARRIVAL),
		).toEqual([
			{ attribute_id: "temp", payload: 23.5, timestamp: 1_700_000_000_000 },
			{ attribute_id: "humidity", payload: 65, timestamp: 1_700_000_000_000 },
		]);
	});

	it("uses the arrival time when none is stated", () => {
		expect(readShorthand({ data: { a: null } }, ARRIVAL)).toEqual([
			{ attribute_id: "a", payload: null, timestamp: ARRIVAL },
		]);
	});
});

describe("isShorthand", () => {
	it("tells the shorthand from a measurement", () => {
		expect(isShorthand({ data: { a: 1 } })).toBe(true);
		expect(isShorthand({ attribute_id: "a", payload: 1, timestamp: 1, data: {} })).toBe(false);
		expect(isShorthand({ data: 1 })).toBe(false);
		expect(isShorthand([])).toBe(false);
	});
});
