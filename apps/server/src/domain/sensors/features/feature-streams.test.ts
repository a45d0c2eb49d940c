import { attributeType, CATALOGUE } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { Attribute } from "../attribute.ts";
import { featureStreams, isWatched, readingOf, valueStream } from "./feature-streams.ts";

function attribute(type: string, provenance: "real" | "derived" = "real", displayName: string | null = null) {
	const known = attributeType(type);
	return new Attribute(type, known, {
		...{ unit: known.unit, displayName, samplingRateHz: null, provenance, derivedFrom: null },
	});
}

describe("feature streams", () => {
	it("leave out places, poses, events, angles and counters", () => {
		const left = CATALOGUE.filter((type) => !isWatched(type)).map(({ type }) => type);
		expect(left).toEqual(
			expect.arrayContaining(["geolocation", "skeleton", "button", "tap", "structured", "heading", "steps"]),
		);
		for (const type of ["ecg", "heartrate", "temperature", "imu", "numeric", "battery", "gas", "hrv"]) {
			expect(left).not.toContain(type);
		}
	});

	it("take a number as it is, a vector by its magnitude, and of different units the first", () => {
		expect(readingOf(attributeType("heartrate"))).toBe("value");
		expect(readingOf(attributeType("accelerometer"))).toBe("magnitude");
		expect(readingOf(attributeType("battery"))).toBe("first");
		expect(readingOf(attributeType("gas"))).toBe("first");
		expect(readingOf(attributeType("hrv"))).toBe("first");
	});

	it("name a stream as it stands in a sentence", () => {
		expect(valueStream("s", attribute("heartrate"))).toMatchObject({
			...{ sensorId: "s", attributeId: "heartrate", label: "heart rate", unit: "bpm", digits: 0 },
			...{ judged: true, flatLine: true, plausible: [20, 300] },
		});
		expect(valueStream("s", attribute("temperature", "real", "CPU core"))).toMatchObject({
			label: "CPU core",
		});
		expect(valueStream("s", attribute("gas"))).toMatchObject({ unit: "ppm", digits: 0 });
	});

	it("take the last digit shown for the resolution, and none of numbers of unknown meaning", () => {
		const steps = ["battery", "temperature", "numeric"].map((type) => valueStream("s", attribute(type)).step);
		expect(steps).toEqual([1, 0.1, 0]);
		expect(featureStreams("s", attribute("ecg"))).toMatchObject({
			rms: { step: 0.01 },
			lineLength: { step: 0.1 },
		});
	});

	it("know what an attribute is computed from, and what cannot be negative", () => {
		const derived = { ...attribute("heartrate", "derived").meta, derivedFrom: "ecg" };
		const rate = new Attribute("ecg_heartrate", attributeType("heartrate"), derived);
		expect(valueStream("s", rate)).toMatchObject({ attributeId: "ecg_heartrate", derivedFrom: "ecg" });
		expect(valueStream("s", attribute("accelerometer")).least).toBe(0);
		expect(valueStream("s", attribute("temperature")).least).toBeUndefined();
		expect(featureStreams("s", attribute("ecg"))).toMatchObject({
			rms: { least: 0 },
			lineLength: { least: 0 },
		});
	});

	it("do not expect derived values to move", () => {
		expect(valueStream("s", attribute("heartrate", "derived")).flatLine).toBe(false);
		expect(featureStreams("s", attribute("ecg")).lineLength.flatLine).toBe(true);
	});

	it("look at a waveform's strength and activity, and at its range where one is known", () => {
		expect(featureStreams("s", attribute("ecg"))).toMatchObject({
			rms: { label: "ECG strength", unit: "mV", digits: 2, judged: true, plausible: null },
			lineLength: { label: "ECG activity", unit: "mV/s", judged: true },
			peak: { label: "ECG", judged: false, plausible: [-10, 10] },
		});
		expect(featureStreams("s", attribute("respiration")).peak).toBeNull();
		expect(featureStreams("s", attribute("accelerometer")).rms.label).toBe("acceleration");
	});
});
