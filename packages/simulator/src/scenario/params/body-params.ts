import { z } from "zod";
import { slowValue } from "./slow-value.ts";

/** Parameters of what is measured on a person's heart and lungs. */
export const BODY_PARAMS = {
	ecg: z.strictObject({
		mains_hz: z.number().min(0).max(400).default(50),
		mains_mv: z.number().min(0).max(5).default(0.006),
		noise_mv: z.number().min(0).max(5).default(0.01),
		wander_mv: z.number().min(0).max(5).default(0.04),
		gain: z.number().positive().max(10).default(1),
	}),
	heartrate: z.strictObject({}),
	rr: z.strictObject({}),
	hrv: z.strictObject({ window_s: z.number().min(10).max(150).default(60) }),
	ppg: z.strictObject({ noise: z.number().min(0).max(1).default(0.004) }),
	respiration: z.strictObject({ noise: z.number().min(0).max(20).default(0.25) }),
	spo2: slowValue({ mean: 97.4, spread: 0.5, sd: 0.6, tau_s: 45, min: 60, max: 100, digits: 1 }).extend({
		desaturation: z.number().min(0).max(30).default(3),
	}),
} as const;

/** Usual rates of these, Hz. */
export const BODY_RATES_HZ = {
	ecg: 250,
	heartrate: 1,
	rr: 10,
	hrv: 0.2,
	ppg: 64,
	respiration: 25,
	spo2: 1,
} as const satisfies Record<keyof typeof BODY_PARAMS, number>;
