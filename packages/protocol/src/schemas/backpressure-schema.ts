import { z } from "zod";

const countSchema = z.int().min(0);

/** A `backpressure_config` payload. */
export const backpressureConfigSchema = z.looseObject({
	attention_level: z.enum(["none", "low", "medium", "high"]),
	system_load: z.enum(["normal", "elevated", "high", "critical"]).optional(),
	memory_protection_active: z.boolean(),
	paused: z.boolean(),
	recommended_batch_window: countSchema,
	recommended_batch_size: countSchema,
	load_multiplier: z.number(),
	timestamp: countSchema,
});
