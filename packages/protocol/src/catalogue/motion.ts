import type { AttributeType, Field } from "./attribute-type.ts";
import { EVENT_INTERVAL_MS, fields, scalar, structured, vector } from "./define.ts";

const EVERY = { delivery: "every", intervalMs: 100, lens: "motion" } as const;
const EVENT = { delivery: "event", intervalMs: EVENT_INTERVAL_MS, tile: "event", digits: 0 } as const;

const IMU_FIELDS: readonly Field[] = [
	...axes("accelerometer", "m/s²", ["acc", "accel"], true),
	...axes("gyroscope", "rad/s", ["gyro", "gyr"], false),
	...axes("magnetometer", "µT", ["mag", "compass"], false),
];

function axes(name: string, unit: string, aliases: readonly string[], flat: boolean): Field[] {
	return ["x", "y", "z"].map((axis) => ({
		name: `${name}.${axis}`,
		unit,
		keys: [...aliases.map((alias) => `${alias}.${axis}`), ...(flat ? [axis] : [])],
	}));
}

/** Movement and posture. */
export const MOTION: readonly AttributeType[] = [
	vector("imu", "Motion", null, IMU_FIELDS, {
		...EVERY,
		text: "imu-csv",
		aliases: ["motion", "raw_motion"],
	}),
	vector("accelerometer", "Acceleration", "m/s²", fields("x", "y", "z"), { ...EVERY, display: [-20, 20] }),
	vector("gyroscope", "Rotation rate", "rad/s", fields("x", "y", "z"), { ...EVERY, display: [-10, 10] }),
	vector("magnetometer", "Magnetic field", "µT", fields("x", "y", "z"), {
		...EVERY,
		digits: 1,
		display: [-100, 100],
	}),
	vector("gravity", "Gravity", "m/s²", fields("x", "y", "z"), { ...EVERY, display: [-10, 10] }),
	vector("quaternion", "Attitude (quaternion)", null, fields("w", "x", "y", "z"), {
		digits: 3,
		plausible: [-1, 1],
		display: [-1, 1],
		intervalMs: 200,
		lens: "motion",
	}),
	vector("euler", "Attitude (angles)", "°", fields("roll", "pitch", "yaw"), {
		digits: 1,
		plausible: [-360, 360],
		display: [-180, 180],
		intervalMs: 200,
		lens: "motion",
	}),
	scalar("heading", "Heading", "°", {
		keys: ["heading"],
		digits: 0,
		plausible: [0, 360],
		display: [0, 360],
		intervalMs: 1000,
	}),
	scalar("orientation", "Orientation", null, {
		...EVENT,
		states: ["portrait", "landscape", "reverse_portrait", "reverse_landscape", "face_up", "face_down"],
	}),
	vector(
		"tap",
		"Tap",
		null,
		[
			{
				name: "direction",
				// The device's own numbers 1 to 6 come first, then the words of the documented form.
				states: [
					"unknown",
					"X+",
					"X-",
					"Y+",
					"Y-",
					"Z+",
					"Z-",
					"up",
					"down",
					"left",
					"right",
					"front",
					"back",
				],
			},
			{ name: "count" },
		],
		{ ...EVENT, emptyIsSample: true },
	),
	structured("skeleton", "Body pose", {
		intervalMs: 500,
		text: "json",
		lens: "skeleton",
		aliases: ["pose_skeleton", "pose", "body_pose"],
	}),
	structured("rotation_matrix", "Attitude (matrix)", { intervalMs: 200 }),
	scalar("flex", "Bend", null, { digits: 2, intervalMs: 1000 }),
	scalar("steps", "Steps", null, {
		keys: ["count", "steps"],
		digits: 0,
		intervalMs: 60_000,
		lens: "activity",
		aliases: ["step_count"],
	}),
	scalar("calories", "Energy used", "kcal", {
		keys: ["calories"],
		digits: 0,
		intervalMs: 60_000,
		lens: "activity",
	}),
	scalar("distance", "Distance", "m", {
		keys: ["distance"],
		digits: 0,
		intervalMs: 10_000,
		lens: "activity",
	}),
];
