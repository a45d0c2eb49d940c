import { z } from "zod";

/** Usual figures of a quantity that wanders around a mean. */
export interface UsualSlowValue {
	mean: number;
	spread?: number;
	sd: number;
	tau_s: number;
	diurnal?: number;
	noise?: number;
	min?: number;
	max?: number;
	digits: number;
}

/** Parameters of a wandering quantity with their defaults. */
export function slowValue(usual: UsualSlowValue) {
	const size = (value = 0) => z.number().min(0).default(value);
	return z.strictObject({
		mean: z.number().default(usual.mean),
		spread: size(usual.spread),
		sd: size(usual.sd),
		tau_s: z.number().positive().max(1e7).default(usual.tau_s),
		diurnal: z.number().default(usual.diurnal ?? 0),
		peak_hour: z.number().min(0).max(24).default(14),
		noise: size(usual.noise),
		min: z.number().default(usual.min ?? -1e12),
		max: z.number().default(usual.max ?? 1e12),
		digits: z.int().min(0).max(6).default(usual.digits),
	});
}
