import { z } from "zod";

const timeSchema = z.int().nullable();

/** One attribute in a sensor's summary. */
export const attributeSummarySchema = z.object({
	attribute_id: z.string(),
	attribute_type: z.string(),
	unit: z.string().nullable(),
	sampling_rate: z.number(),
	interval_ms: z.number(),
	provenance: z.enum(["real", "simulated", "replayed", "derived"]),
	derived_from: z.string().nullable(),
	last_value: z.object({ payload: z.json(), timestamp: z.number() }).nullable(),
	rate_hz: z.number(),
});

/** One sensor in lists, tiles and answers. */
export const sensorSummarySchema = z.object({
	sensor_id: z.string(),
	sensor_name: z.string(),
	sensor_type: z.string(),
	connector_id: z.string(),
	connector_name: z.string(),
	provenance: z.enum(["real", "simulated", "replayed"]),
	source: z.string().nullable(),
	status: z.enum(["online", "offline"]),
	online_since: timeSchema,
	last_seen_at: timeSchema,
	attention_level: z.enum(["none", "low", "medium", "high"]),
	window_ms: z.number(),
	paused: z.boolean().optional(),
	clock_offset_ms: z.number().nullable(),
	attributes: z.array(attributeSummarySchema),
});

/** The body of an error answer. */
export const errorBodySchema = z.object({
	error: z.string(),
	message: z.string(),
	details: z.record(z.string(), z.unknown()).optional(),
});
