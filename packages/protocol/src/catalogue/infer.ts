import { findAttributeType } from "./catalogue.ts";
import { inferFromPayload } from "./infer-from-payload.ts";

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
 * Infers the declared type of an attribute that nobody registered: from its id, else from its payload's keys.
 *
 * The answer is what the wire calls `attribute_type`. Ids the protocol does not list but the catalogue knows are that
 * type; `numeric` when nothing is recognised.
 */
export function inferAttributeType(attributeId: string, payload?: unknown): string {
	const listed = TYPES.get(attributeId.toLowerCase());
	return listed ?? findAttributeType(attributeId)?.type ?? inferFromPayload(payload) ?? "numeric";
}
