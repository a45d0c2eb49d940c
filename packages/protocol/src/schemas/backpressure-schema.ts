import { z } from "zod";
import { KEEP } from "../backpressure.ts";

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
	epoch: countSchema.optional(),
	ttl_ms: countSchema.optional(),
	reason: z.array(z.string()).optional(),
	attributes: z
		.record(z.string(), z.looseObject({ max_age_ms: countSchema, keep: z.string().regex(KEEP) }))
		.optional(),
});
