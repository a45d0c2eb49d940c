import { describe, expect, it } from "vitest";
import { LIMITS } from "./limits.ts";
import { inferredAttribute, readAttributes } from "./sensor-attributes.ts";

const unstated = { sampling_rate: 1, sampling_rate_stated: false };

describe("readAttributes", () => {
	it("refuses more attributes than a sensor may have", () => {
		const ids = Array.from({ length: LIMITS.attributesPerSensor + 1 }, (_, i) => `a${i}`);
		expect(readAttributes(ids)).toBeUndefined();
		expect(readAttributes(Object.fromEntries(ids.map((id) => [id, {}])))).toBeUndefined();
		expect(Object.keys(readAttributes(ids.slice(1)) ?? {})).toHaveLength(LIMITS.attributesPerSensor);
	});

	it.each([null, undefined, 7, "hr", {}, []])("reads %j as none", (value) => {
		expect(readAttributes(value)).toEqual({});
	});

	it("reads an array of ids, inferring their types (D1)", () => {
		expect(readAttributes(["hr", "custom"])).toEqual({
			hr: { attribute_id: "hr", attribute_type: "heartrate", ...unstated },
			custom: { attribute_id: "custom", attribute_type: "numeric", ...unstated },
		});
	});

	it("reads an array of metadata keyed by attribute_id (D1)", () => {
		expect(readAttributes([{ attribute_id: "v", attribute_type: "Vibrate", sampling_rate: 10 }])).toEqual({
			v: { attribute_id: "v", attribute_type: "vibrate", sampling_rate: 10, sampling_rate_stated: true },
		});
	});

	it("reads an object of metadata by id, whose key counts", () => {
		const metadata = { attribute_id: "other", unit: "mV", display_name: "Lead II", sampling_rate: 250 };
		expect(readAttributes({ ecg: metadata, raw: null })).toEqual({
			ecg: {
				attribute_id: "ecg",
				attribute_type: "ecg",
				sampling_rate: 250,
				sampling_rate_stated: true,
				unit: "mV",
				display_name: "Lead II",
			},
			raw: { attribute_id: "raw", attribute_type: "numeric", ...unstated },
		});
	});

	it("leaves entries without a valid id out", () => {
		expect(Object.keys(readAttributes(["ok", "bad id!", 7, {}, null]) ?? {})).toEqual(["ok"]);
	});

	it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, "10", null, 1e9])(
		"counts a rate of %j as not stated",
		(rate) => {
			expect(readAttributes({ a: { sampling_rate: rate } })?.a).toMatchObject(unstated);
		},
	);

	it("keeps ids such as constructor apart from what every object has", () => {
		const attributes = readAttributes(["hr"]);
		expect(attributes?.constructor).toBeUndefined();
		expect(readAttributes(["constructor"])?.constructor).toMatchObject({ attribute_id: "constructor" });
	});
});

describe("inferredAttribute", () => {
	it("declares an unknown id structured when its payload is no number", () => {
		expect(inferredAttribute("x1", { a: 1 }).attribute_type).toBe("structured");
		expect(inferredAttribute("x1", 5).attribute_type).toBe("numeric");
		expect(inferredAttribute("gyroscope", { x: 1, y: 2, z: 3 }).attribute_type).toBe("imu");
	});

	it("types an unregistered attribute by its payload when its id says nothing", () => {
		expect(inferredAttribute("x1", { level: 5, charging: "no" })).toEqual({
			attribute_id: "x1",
			attribute_type: "battery",
			...unstated,
		});
	});
});
