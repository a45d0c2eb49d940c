import { z } from "zod";
import { MOVEMENT_NAMES } from "../../pose/keyframes.ts";
import { RECORDED_TRACKS } from "../../recordings/recording-catalogue.ts";
import { TRAVEL_MODES } from "../../tracks/travel-modes.ts";

const speed = z.number().positive().max(300);
const accuracy = z.number().min(0).max(1_000);
const motion = z.strictObject({ noise: z.number().min(0).max(100).default(1) });
const none = z.strictObject({});

/** Parameters of what moves: devices, people, eyes. */
export const MOVEMENT_PARAMS = {
	imu: motion,
	accelerometer: motion,
	gyroscope: motion,
	magnetometer: motion,
	gravity: none,
	quaternion: none,
	euler: none,
	heading: motion,
	steps: z.strictObject({
		cadence: z.number().min(30).max(220).default(105),
		walking: z.number().min(0).max(1).default(0.2),
	}),
	skeleton: z.strictObject({
		movements: z.array(z.enum(MOVEMENT_NAMES)).min(1).max(20).default(MOVEMENT_NAMES),
		hold_s: z.number().min(2).max(3_600).default(8),
		noise: z.number().min(0).max(0.1).default(0.002),
	}),
	eye_gaze: none,
	eye_aperture: none,
	eye_blink: none,
	eye_worn: none,
	geolocation: z.strictObject({
		mode: z.enum(Object.keys(TRAVEL_MODES) as [keyof typeof TRAVEL_MODES]).default("walk"),
		latitude: z.number().min(-85).max(85),
		longitude: z.number().min(-180).max(180),
		radius_m: z.number().min(20).max(200_000).optional(),
		speed: z.number().min(0).max(100).optional(),
		accuracy: accuracy.default(5),
	}),
	track: z.strictObject({
		recording: z.enum(Object.keys(RECORDED_TRACKS) as [string, ...string[]]),
		speed: speed.default(1.2),
		max_speed: speed.default(15),
		accuracy: accuracy.default(0),
	}),
} as const;

/** Usual rates of these, Hz. */
export const MOVEMENT_RATES_HZ = {
	imu: 50,
	accelerometer: 50,
	gyroscope: 50,
	magnetometer: 20,
	gravity: 20,
	quaternion: 20,
	euler: 10,
	heading: 5,
	steps: 1,
	skeleton: 10,
	eye_gaze: 60,
	eye_aperture: 30,
	eye_blink: 50,
	eye_worn: 1,
	geolocation: 1,
	track: 1,
} as const satisfies Record<keyof typeof MOVEMENT_PARAMS, number>;
