import { attributeType } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { fieldText, numberText, sampleText, shownFields, structuredText } from "./value-text.ts";

describe("numberText", () => {
	it("shows a dash for missing numbers and no negative zero", () => {
		expect(numberText(Number.NaN, 1)).toBe("—");
		expect(numberText(-0.04, 1)).toBe("0.0");
		expect(numberText(-0.06, 1)).toBe("-0.1");
		expect(numberText(1234.5, 0)).toBe("1,235");
	});
});

describe("fieldText", () => {
	it("takes unit and digits from the catalogue", () => {
		expect(fieldText(attributeType("ecg"), 0, 0.4211, "mV")).toEqual({ text: "0.42", unit: "mV" });
		expect(fieldText(attributeType("heartrate"), 0, 71.6, null)).toEqual({ text: "72", unit: "bpm" });
	});

	it("shows states as words and unknown states as missing", () => {
		const battery = attributeType("battery");
		expect(fieldText(battery, 1, 1, null)).toEqual({ text: "yes", unit: "" });
		expect(fieldText(battery, 1, 7, null).text).toBe("—");
	});
});

describe("shownFields", () => {
	const names = (type: string): string[] => {
		const entry = attributeType(type);
		return shownFields(entry).map((index) => entry.fields[index]!.name);
	};

	it("never puts two units under one", () => {
		expect(names("gas")).toEqual(["eco2"]);
		expect(names("imu")).toEqual(["accelerometer.x", "accelerometer.y", "accelerometer.z"]);
	});

	it("shows a whole quaternion, and of a gaze where it goes, not how sure it is", () => {
		expect(names("quaternion")).toHaveLength(4);
		expect(names("eye_gaze")).toEqual(["x", "y"]);
	});
});

describe("sampleText", () => {
	it("joins the components of a vector under one unit", () => {
		const values = [0.1, 9.81, -0.2];
		expect(sampleText(attributeType("accelerometer"), (index) => values[index]!, null)).toEqual({
			text: "0.10 · 9.81 · -0.20",
			unit: "m/s²",
		});
	});

	it("shows a position's speed in km/h", () => {
		const type = attributeType("geolocation");
		const speed = shownFields(type)[0];
		expect(sampleText(type, (index) => (index === speed ? 1.28 : 99), null)).toEqual({
			text: "4.6",
			unit: "km/h",
		});
	});
});

describe("structuredText", () => {
	it("prefers a title, shortens the rest and says when there is nothing", () => {
		expect(structuredText(undefined)).toBe("—");
		expect(structuredText({ title: "Song", artist: "Band" })).toBe("Song — Band");
		expect(structuredText("v1.2")).toBe("v1.2");
		expect(structuredText({ list: new Array(200).fill(1) })).toHaveLength(160);
	});
});
