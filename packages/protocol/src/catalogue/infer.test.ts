import { describe, expect, it } from "vitest";
import { inferAttributeType } from "./infer.ts";

describe("inferAttributeType", () => {
	it.each([
		["battery", ["battery", "battery_level"]],
		["geolocation", ["geolocation", "location", "gps"]],
		["button", ["button", "buttons"]],
		["ecg", ["ecg", "heart", "heartbeat"]],
		["heartrate", ["heartrate", "heart_rate", "hr", "bpm"]],
		["imu", ["imu", "accelerometer", "gyroscope", "motion"]],
		["respiration", ["respiration", "breathing", "breath"]],
		["hrv", ["hrv", "heart_rate_variability"]],
		["eye_gaze", ["eye_gaze", "gaze"]],
		["temperature", ["temperature", "temp", "Temp", "TEMPERATURE"]],
		["humidity", ["humidity"]],
		["pressure", ["pressure", "barometer"]],
		["rich_presence", ["rich_presence", "media", "now_playing"]],
		["skeleton", ["skeleton", "pose_skeleton", "pose", "body_pose"]],
		["salinity", ["salinity"]],
		["cpu", ["cpu", "cpu_usage"]],
		["numeric", ["x1", "constructor"]],
	])("%s from its ids", (type, ids) => {
		for (const id of ids) expect(inferAttributeType(id, 1)).toBe(type);
	});

	it.each([
		[{ level: 1, charging: "no" }, "battery"],
		[{ level: 1 }, "numeric"],
		[{ latitude: null }, "geolocation"],
		[{ artist: "A" }, "rich_presence"],
		[{ landmarks: [] }, "skeleton"],
		[[1], "numeric"],
		[null, "numeric"],
	])("%j means %s", (payload, type) => {
		expect(inferAttributeType("x1", payload)).toBe(type);
	});

	it("trusts the id before the payload", () => {
		expect(inferAttributeType("hr", { latitude: 1 })).toBe("heartrate");
	});
});
