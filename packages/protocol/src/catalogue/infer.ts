import { isRecord } from "../json.ts";

const BY_ID: Readonly<Record<string, readonly string[]>> = {
	battery: ["battery", "battery_level"],
	geolocation: ["geolocation", "location", "gps"],
	button: ["button", "buttons"],
	ecg: ["ecg", "heart", "heartbeat"],
	heartrate: ["heartrate", "heart_rate", "hr", "bpm"],
	imu: ["imu", "accelerometer", "gyroscope", "motion"],
	respiration: ["respiration", "breathing", "breath"],
	hrv: ["hrv", "heart_rate_variability"],
	eye_gaze: ["eye_gaze", "gaze"],
	temperature: ["temperature", "temp"],
	humidity: ["humidity"],
	pressure: ["pressure", "barometer"],
	rich_presence: ["rich_presence", "media", "now_playing"],
	skeleton: ["skeleton", "pose_skeleton", "pose", "body_pose"],
};

const TYPES = new Map(Object.entries(BY_ID).flatMap(([type, ids]) => ids.map((id) => [id, type] as const)));

/**
 * Infers the declared type of an attribute that nobody registered, from its id and else from its payload's keys.
 *
 * The answer is what the wire calls `attribute_type`; `numeric` when nothing is recognised.
 */
export function inferAttributeType(attributeId: string, payload?: unknown): string {
	return TYPES.get(attributeId.toLowerCase()) ?? inferFromPayload(payload) ?? "numeric";
}

/** Infers a type from the keys of a payload; undefined when none is telling. */
export function inferFromPayload(payload: unknown): string | undefined {
	if (!isRecord(payload)) return undefined;
	if ("level" in payload && "charging" in payload) return "battery";
	if ("latitude" in payload) return "geolocation";
	if ("artist" in payload) return "rich_presence";
	if ("landmarks" in payload) return "skeleton";
	return undefined;
}
