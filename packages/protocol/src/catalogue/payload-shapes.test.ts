import { describe, expect, it } from "vitest";
import { attributeType } from "./catalogue.ts";
import { normalise } from "./normalise.ts";
import { present } from "./present.ts";

/** Every documented or really sent shape of a payload, by type, with what it means. */
const SHAPES: readonly (readonly [type: string, payload: unknown, meaning: unknown])[] = [
	["ecg", 0.12, 0.12],
	["ecg", { value: 0.12 }, 0.12],
	["heartrate", 68, 68],
	["hr", { bpm: 68 }, 68],
	["HeartRate", { BPM: 68 }, 68],
	["hrv", 42, { rmssd: 42 }],
	["hrv", { rmssd: 42, sdnn: 55 }, { rmssd: 42, sdnn: 55 }],
	["rr", 812, 812],
	["signal_quality", 93, 93],
	["spo2", 97, 97],
	["spo2", { value: 97 }, 97],
	["respiration", 48.5, 48.5],
	["respiration", { value: 48.5 }, 48.5],
	[
		"imu",
		"12.5,1,2,3,0.1,0.2,0.3",
		{ accelerometer: { x: 1, y: 2, z: 3 }, gyroscope: { x: 0.1, y: 0.2, z: 0.3 } },
	],
	[
		"imu",
		"12.5,1,2,3,0.1,oops,,1,0,0,0",
		{ accelerometer: { x: 1, y: 2, z: 3 }, gyroscope: { x: 0.1, y: 0, z: 0 } },
	],
	[
		"imu",
		{ acc: { x: 1, y: 2, z: 3 }, gyro: { x: 4, y: 5, z: 6 } },
		{ accelerometer: { x: 1, y: 2, z: 3 }, gyroscope: { x: 4, y: 5, z: 6 } },
	],
	[
		"imu",
		{
			accelerometer: { x: 1, y: 2, z: 3 },
			gyroscope: { x: 4, y: 5, z: 6 },
			magnetometer: { x: 7, y: 8, z: 9 },
		},
		{
			accelerometer: { x: 1, y: 2, z: 3 },
			gyroscope: { x: 4, y: 5, z: 6 },
			magnetometer: { x: 7, y: 8, z: 9 },
		},
	],
	["imu", { x: 1, y: 2, z: 3 }, { accelerometer: { x: 1, y: 2, z: 3 } }],
	[
		"raw_motion",
		{ accelerometer: { x: 1, y: 2, z: 3 }, gyroscope: { x: 4, y: 5, z: 6 }, compass: { x: 7, y: 8, z: 9 } },
		{
			accelerometer: { x: 1, y: 2, z: 3 },
			gyroscope: { x: 4, y: 5, z: 6 },
			magnetometer: { x: 7, y: 8, z: 9 },
		},
	],
	["accelerometer", { x: 0.1, y: -0.2, z: 9.81 }, { x: 0.1, y: -0.2, z: 9.81 }],
	["gyroscope", { X: 1, Y: 2, Z: 3 }, { x: 1, y: 2, z: 3 }],
	["magnetometer", { x: 1, y: 2, z: 3 }, { x: 1, y: 2, z: 3 }],
	["gravity", { x: 0, y: 0, z: 9.81 }, { x: 0, y: 0, z: 9.81 }],
	["quaternion", { w: 1, x: 0, y: 0, z: 0 }, { w: 1, x: 0, y: 0, z: 0 }],
	["euler", { roll: 1, pitch: 2, yaw: 3 }, { roll: 1, pitch: 2, yaw: 3 }],
	["heading", 271, 271],
	["heading", { value: 271 }, 271],
	["orientation", 4, 4],
	["orientation", { value: 4 }, 4],
	["orientation", "face_up", 4],
	["tap", {}, {}],
	["tap", { direction: 2, count: 1 }, { direction: "X-", count: 1 }],
	["tap", { direction: -0 }, { direction: "unknown" }],
	["tap", { direction: "front" }, { direction: "front" }],
	[
		"skeleton",
		'{"landmarks":[{"x":0.1,"y":0.2,"v":1}],"mode":"full"}',
		{ landmarks: [{ x: 0.1, y: 0.2, v: 1 }], mode: "full" },
	],
	["pose_skeleton", { landmarks: [] }, { landmarks: [] }],
	[
		"geolocation",
		{ latitude: 47.05, longitude: 8.31, accuracy: 6.5, status: "high_accuracy" },
		{ latitude: 47.05, longitude: 8.31, accuracy: 6.5, status: "high_accuracy" },
	],
	[
		"geolocation",
		{ latitude: null, longitude: null, accuracy: null, status: "acquiring" },
		{ status: "acquiring" },
	],
	[
		"gps",
		{ lat: 47.05, lng: 8.31, altitude: 430, speed: 1.5, heading: 90 },
		{ latitude: 47.05, longitude: 8.31, altitude: 430, speed: 1.5, heading: 90 },
	],
	["altitude", 430, 430],
	["speed", { value: 1.5 }, 1.5],
	["temperature", 23.5, 23.5],
	["temperature", { value: 23.5 }, 23.5],
	["temperature", { integer: 23, decimal: 57 }, 23.57],
	["temperature", { integer: -5, decimal: 25 }, -5.25],
	["temp", { integer: 23 }, 23],
	["humidity", 40, 40],
	["humidity", { value: 40 }, 40],
	["pressure", { integer: 1013, decimal: 25 }, 1013.25],
	["pressure", 1013.25, 1013.25],
	["light", { lux: 300 }, 300],
	["light", { value: 300 }, 300],
	["proximity", { near: true }, { near: true }],
	["proximity", { distance: 5 }, { distance: 5 }],
	["proximity", { value: 5 }, { distance: 5 }],
	["gas", { eco2: 412, tvoc: 3 }, { eco2: 412, tvoc: 3 }],
	["air_quality", { eCO2: 412, TVOC: 3 }, { eco2: 412, tvoc: 3 }],
	["color", { r: 1, g: 2, b: 3, c: 4 }, { r: 1, g: 2, b: 3, c: 4 }],
	["color", { red: 1, green: 2, blue: 3, clear: 4 }, { r: 1, g: 2, b: 3, c: 4 }],
	["battery", 85, { level: 85 }],
	["battery", { level: 85, charging: "yes" }, { level: 85, charging: true }],
	["battery", { level: 85, charging: "no" }, { level: 85, charging: false }],
	[
		"battery_level",
		{ level: 85, charging: false, voltage: 3.9 },
		{ level: 85, charging: false, voltage: 3.9 },
	],
	["battery", { level: 85, charging: 1 }, { level: 85, charging: true }],
	["battery", { level: 85, charging: 0 }, { level: 85, charging: false }],
	["button", 3, { value: 3 }],
	["button", { value: 3 }, { value: 3 }],
	["button", { pressed: true }, { event: "press" }],
	["button", { pressed: false }, { event: "release" }],
	["button", { pressed: 1 }, { event: "press" }],
	[
		"led",
		{ mode: "breathe", r: 1, g: 2, b: 3, intensity: 80, delay: 350 },
		{ mode: "breathe", r: 1, g: 2, b: 3, intensity: 80, delay: 350 },
	],
	["led", { red: 1, green: 2, blue: 3 }, { r: 1, g: 2, b: 3 }],
	["speaker", { frequency: 440, duration: 500 }, { frequency: 440, duration: 500 }],
	["speaker", { sample: 2 }, { sample: 2 }],
	["microphone", { level: 42 }, 42],
	["body_location", 1, 1],
	[
		"rich_presence",
		{ title: "T", artist: "A", state: "playing" },
		{ title: "T", artist: "A", state: "playing" },
	],
	["steps", { count: 900 }, 900],
	["steps", { value: 900 }, 900],
	["steps", { steps: 900, time: 60 }, 900],
	["calories", { value: 12 }, 12],
	["distance", 1200, 1200],
	["buttplug", { command: "stop" }, { command: "stop" }],
	["vibrate", { speed: 0.5 }, 0.5],
	["rotate", { speed: 0.4, clockwise: true }, { speed: 0.4, clockwise: true }],
	["linear", { position: 0.5, duration: 400 }, { position: 0.5, duration: 400 }],
	["status", { connected: true }, { connected: true }],
	["eye_gaze", { x: 0.1, y: 0.2, confidence: 0.9 }, { x: 0.1, y: 0.2, confidence: 0.9 }],
	["eye_aperture", { left: 11, right: 12 }, { left: 11, right: 12 }],
	["eye_blink", 1.0, 1],
	["eye_blink", true, 1],
	["eye_worn", { value: 0 }, 0],
	["salinity", { value: 35 }, 35],
	["ph", 8.1, 8.1],
	["cpu", 23, 23],
	["serial", "A-17", "A-17"],
	["unheard_of", 5, 5],
	["unheard_of", { value: 5 }, 5],
	["unheard_of", { a: { b: [1, null] } }, { a: { b: [1, null] } }],
	["unheard_of", "text", "text"],
	["unheard_of", false, false],
	["temperature", "23.5", 23.5],
];

describe("a payload is read whatever shape a device gives it", () => {
	it.each(SHAPES)("%s %j", (name, payload, meaning) => {
		const type = attributeType(name, payload);
		const sample = normalise(type, payload);
		expect(sample).toBeDefined();
		expect(present(type, sample!)).toEqual(meaning);
	});

	it("button with its event beside the payload", () => {
		const type = attributeType("button");
		expect([...(normalise(type, 3, { event: "press" }) as Float64Array)]).toEqual([3, 0]);
		expect([...(normalise(type, 3, { event: "release" }) as Float64Array)]).toEqual([3, 1]);
		expect([...(normalise(type, {}, { event: "press" }) as Float64Array)]).toEqual([Number.NaN, 0]);
		expect([...(normalise(type, 3, { event: "hover" }) as Float64Array)]).toEqual([3, Number.NaN]);
	});
});

describe("a payload that cannot be read as its type is left to the caller", () => {
	it.each([
		["temperature", "warm"],
		["temperature", { integer: "x", decimal: 1 }],
		["temperature", true],
		["temperature", [1]],
		["temperature", Number.NaN],
		["temperature", null],
		["heartrate", { beats: 70 }],
		["imu", "1,2,3"],
		["imu", 5],
		["accelerometer", 5],
		["accelerometer", [1, 2, 3]],
		["geolocation", {}],
		["geolocation", { latitude: null, longitude: null }],
		["button", { pressed: "maybe" }],
		["battery", "full"],
		["skeleton", "not json"],
		["skeleton", "[1]"],
		["microphone", { samples: [1, 2] }],
		["vibrate", { speeds: [0.1, 0.2] }],
		["rich_presence", undefined],
	])("%s %j", (name, payload) => {
		expect(normalise(attributeType(name), payload)).toBeUndefined();
	});

	it("even when a payload has thousands of keys that nearly fit", () => {
		const payload = Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [`LATITUDE${i}`, i]));
		expect(normalise(attributeType("geolocation"), payload)).toBeUndefined();
	});
});
