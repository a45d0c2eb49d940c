import { z } from "zod";
import { slowValue } from "./slow-value.ts";

const perMinute = z.number().positive().max(120);
const size = z.number().min(0);
const gas = z.strictObject({
	mean_ppm: z.number().min(400).max(8_000).default(720),
	variation: size.max(3).default(0.35),
	tau_s: z.number().positive().max(1e6).default(1_200),
	tvoc_per_ppm: size.max(2).default(0.25),
});
const none = z.strictObject({});

/** Parameters of what is measured around a device, in water, and of the device itself. */
export const SURROUNDINGS_PARAMS = {
	temperature: slowValue({
		mean: 21,
		spread: 0.6,
		sd: 0.35,
		tau_s: 900,
		diurnal: 1.2,
		noise: 0.01,
		digits: 2,
	}),
	humidity: slowValue({
		mean: 46,
		spread: 3,
		sd: 2,
		tau_s: 900,
		diurnal: -4,
		noise: 0.05,
		min: 0,
		max: 100,
		digits: 1,
	}),
	pressure: slowValue({ mean: 1013, spread: 1, sd: 3, tau_s: 7_200, diurnal: 0.6, noise: 0.02, digits: 2 }),
	numeric: slowValue({ mean: 0, sd: 1, tau_s: 60, digits: 2 }),
	light: z.strictObject({
		peak_lux: z.number().positive().max(150_000).default(60_000),
		night_lux: size.max(10_000).default(0.5),
		peak_hour: z.number().min(0).max(24).default(12),
		daylight_hours: z.number().min(1).max(24).default(12),
		clouds: size.max(1).default(0.5),
		noise: size.max(1).default(0.01),
	}),
	sound_level: z.strictObject({
		quiet_db: z.number().min(0).max(120).default(38),
		sd: size.max(20).default(2),
		tau_s: z.number().positive().max(1e6).default(30),
		bursts_per_minute: perMinute.default(2),
		burst_db: size.max(60).default(22),
	}),
	gas,
	air_quality: gas,
	button: z.strictObject({ per_minute: perMinute.default(6), buttons: z.int().min(1).max(32).default(4) }),
	tap: z.strictObject({ per_minute: perMinute.default(4) }),
	battery: z
		.strictObject({
			start: percent(80),
			drain_per_hour: perHour(6),
			charge_per_hour: perHour(45),
			charge_below: percent(12),
			charge_until: percent(96),
		})
		.refine((battery) => battery.charge_below < battery.charge_until, {
			message: "charge_below must be less than charge_until",
			path: ["charge_below"],
		}),
	water_temperature: none,
	sea_surface_temperature: none,
	salinity: none,
	ph: none,
	dissolved_oxygen: none,
	turbidity: none,
	depth: none,
	current_speed: none,
	current_direction: none,
	wave_height: none,
	wind_speed: none,
	solar_irradiance: none,
	light_par: none,
	nitrate: slowValue({ mean: 3.2, spread: 0.4, sd: 0.7, tau_s: 40_000, noise: 0.03, min: 0, digits: 2 }),
	phosphate: slowValue({ mean: 0.3, spread: 0.04, sd: 0.06, tau_s: 40_000, noise: 0.005, min: 0, digits: 3 }),
	ammonia: slowValue({ mean: 0.6, spread: 0.1, sd: 0.15, tau_s: 20_000, noise: 0.01, min: 0, digits: 2 }),
	alkalinity: slowValue({ mean: 2_310, spread: 10, sd: 15, tau_s: 80_000, noise: 1, min: 0, digits: 0 }),
} as const;

function percent(usual: number) {
	return z.number().min(0).max(100).default(usual);
}

function perHour(usual: number) {
	return z.number().positive().max(10_000).default(usual);
}

const SEA_HZ = 0.1;

/** Usual rates of these, Hz. */
export const SURROUNDINGS_RATES_HZ = {
	temperature: 0.5,
	humidity: 0.2,
	pressure: 0.2,
	numeric: 1,
	light: 0.5,
	sound_level: 4,
	gas: 0.5,
	air_quality: 0.5,
	button: 50,
	tap: 20,
	battery: 0.1,
	water_temperature: SEA_HZ,
	sea_surface_temperature: SEA_HZ,
	salinity: SEA_HZ,
	ph: SEA_HZ,
	dissolved_oxygen: SEA_HZ,
	turbidity: SEA_HZ,
	depth: 0.5,
	current_speed: 0.5,
	current_direction: 0.5,
	wave_height: SEA_HZ,
	wind_speed: 0.5,
	solar_irradiance: 0.2,
	light_par: 0.2,
	nitrate: SEA_HZ,
	phosphate: SEA_HZ,
	ammonia: SEA_HZ,
	alkalinity: SEA_HZ,
} as const satisfies Record<keyof typeof SURROUNDINGS_PARAMS, number>;
