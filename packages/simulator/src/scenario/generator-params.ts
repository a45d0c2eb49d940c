import { z } from "zod";
import { RECORDED_TRACKS, RECORDED_WAVEFORMS } from "../recordings/recording-catalogue.ts";
import { TRAVEL_MODES } from "../tracks/travel-modes.ts";

const positive = z.number().positive();
const percent = z.number().min(0).max(100);

function slowValue(usual: {
	mean: number;
	spread?: number;
	sd: number;
	tau_s: number;
	diurnal?: number;
	noise?: number;
	min?: number;
	max?: number;
	digits: number;
}) {
	return z.strictObject({
		mean: z.number().default(usual.mean),
		spread: z
			.number()
			.min(0)
			.default(usual.spread ?? 0),
		sd: z.number().min(0).default(usual.sd),
		tau_s: positive.max(1e7).default(usual.tau_s),
		diurnal: z.number().default(usual.diurnal ?? 0),
		peak_hour: z.number().min(0).max(24).default(14),
		noise: z
			.number()
			.min(0)
			.default(usual.noise ?? 0),
		min: z.number().default(usual.min ?? -1e12),
		max: z.number().default(usual.max ?? 1e12),
		digits: z.int().min(0).max(6).default(usual.digits),
	});
}

/**
 * Parameters of each generator by its name, with their defaults.
 *
 * The name of a generator is also the attribute type that uses it without being told.
 */
export const GENERATOR_PARAMS = {
	ecg: z.strictObject({
		mains_hz: z.number().min(0).max(400).default(50),
		mains_mv: z.number().min(0).max(5).default(0.006),
		noise_mv: z.number().min(0).max(5).default(0.01),
		wander_mv: z.number().min(0).max(5).default(0.04),
		gain: positive.max(10).default(1),
	}),
	heartrate: z.strictObject({}),
	hrv: z.strictObject({ window_s: z.number().min(10).max(150).default(60) }),
	respiration: z.strictObject({ noise: z.number().min(0).max(20).default(0.25) }),
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
	spo2: slowValue({ mean: 97.4, spread: 0.5, sd: 0.6, tau_s: 45, min: 85, max: 100, digits: 1 }),
	numeric: slowValue({ mean: 0, sd: 1, tau_s: 60, digits: 2 }),
	battery: z
		.strictObject({
			start: percent.default(80),
			drain_per_hour: positive.max(10_000).default(6),
			charge_per_hour: positive.max(10_000).default(45),
			charge_below: percent.default(12),
			charge_until: percent.default(96),
		})
		.refine((battery) => battery.charge_below < battery.charge_until, {
			message: "charge_below must be less than charge_until",
			path: ["charge_below"],
		}),
	geolocation: z.strictObject({
		mode: z.enum(Object.keys(TRAVEL_MODES) as [keyof typeof TRAVEL_MODES]).default("walk"),
		latitude: z.number().min(-85).max(85),
		longitude: z.number().min(-180).max(180),
		radius_m: z.number().min(20).max(200_000).optional(),
		speed: z.number().min(0).max(100).optional(),
		accuracy: z.number().min(0).max(1_000).default(5),
	}),
	recording: z.strictObject({ recording: z.enum(Object.keys(RECORDED_WAVEFORMS) as [string, ...string[]]) }),
	track: z.strictObject({
		recording: z.enum(Object.keys(RECORDED_TRACKS) as [string, ...string[]]),
		speed: positive.max(300).default(1.2),
		max_speed: positive.max(300).default(15),
		accuracy: z.number().min(0).max(1_000).default(0),
	}),
} as const;

export type GeneratorName = keyof typeof GENERATOR_PARAMS;

/** Names of all generators. */
export const GENERATOR_NAMES = Object.keys(GENERATOR_PARAMS) as GeneratorName[];

/** A generator with its checked parameters. */
export type GeneratorSpec = {
	[Name in GeneratorName]: { name: Name; params: z.infer<(typeof GENERATOR_PARAMS)[Name]> };
}[GeneratorName];

/** Rate of a generator's samples where the scenario states none, Hz. */
export const USUAL_RATES_HZ: Readonly<Record<Exclude<GeneratorName, "recording">, number>> = {
	ecg: 250,
	heartrate: 1,
	hrv: 0.2,
	respiration: 25,
	temperature: 0.5,
	humidity: 0.2,
	pressure: 0.2,
	spo2: 1,
	numeric: 1,
	battery: 0.1,
	geolocation: 1,
	track: 1,
};
