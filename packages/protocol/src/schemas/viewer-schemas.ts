import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { attributeIdSchema, entityIdSchema } from "./text-schemas.ts";

const wholeSensorSchema = z.union([z.null(), z.literal("*")]).transform(() => undefined);

/** One subscription; the attribute is absent when all are meant. */
export const subscriptionSchema = z.object({
	sensor_id: entityIdSchema,
	attribute_id: z.union([attributeIdSchema, wholeSensorSchema]).optional(),
	span_ms: z.number().positive().optional().catch(undefined),
	width_px: z.number().positive().optional().catch(undefined),
});

const subscriptionsSchema = z.array(subscriptionSchema).max(LIMITS.subscriptionsPerViewer);

/** The parameters of a join to `viewer:<view_id>`. */
export const viewerJoinSchema = z.preprocess(
	(params) => (typeof params === "object" && params !== null && !Array.isArray(params) ? params : {}),
	z.object({
		encoding: z.enum(["rows", "columns", "binary"]).catch("rows"),
		directory: z
			.union([z.literal("changes"), z.literal(true).transform(() => "whole" as const), z.literal(false)])
			.catch(false),
		subscriptions: subscriptionsSchema.nullish().transform((list) => list ?? []),
	}),
);

/** A `subscribe` or `unsubscribe` payload. */
export const subscribeSchema = z
	.object({
		subscriptions: subscriptionsSchema,
		seed_ms: z
			.number()
			.transform((ms) => Math.trunc(Math.min(Math.max(ms, 0), LIMITS.seedMs)))
			.catch(0),
	})
	.transform(({ subscriptions, seed_ms }) => ({ subscriptions, seedMs: seed_ms }));

const leaseSchema = z.object({
	sensor_id: entityIdSchema,
	attribute_id: z
		.union([attributeIdSchema, z.literal("*")])
		.nullish()
		.transform((id) => id ?? "*"),
	kind: z.enum(["view", "hover", "focus", "pin"]),
});

const leasesSchema = z
	.array(leaseSchema)
	.max(LIMITS.attentionChanges)
	.nullish()
	.transform((leases) => leases ?? []);

/** An `attention` payload. */
export const attentionSchema = z.object({
	epoch: z.int().min(0),
	add: leasesSchema,
	remove: leasesSchema,
	hidden: z.boolean().optional().catch(undefined),
	full: z.literal(true).optional().catch(undefined),
	heartbeat: z.literal(true).optional().catch(undefined),
	hash: z.uint32().optional().catch(undefined),
});

/** An `ack` payload. */
export const ackSchema = z
	.object({
		seq: z.int().min(0),
		paint_lag_ms: z.number().nullish(),
		held_ms: z.number().optional().catch(undefined),
	})
	.transform(({ seq, paint_lag_ms, held_ms }) => ({
		...{ seq, paintLagMs: Math.max(paint_lag_ms ?? 0, 0) },
		...(held_ms !== undefined && { heldMs: Math.max(held_ms, 0) }),
	}));

const figureSchema = z.number().optional().catch(undefined);
const wordSchema = z.string().max(LIMITS.unitLength).optional().catch(undefined);
const labelSchema = z
	.union([z.number(), z.string().max(LIMITS.unitLength)])
	.optional()
	.catch(undefined);

/** A `client_health` payload. */
export const clientHealthSchema = z.object({
	healthScore: figureSchema,
	fps: figureSchema,
	cpuPressure: labelSchema,
	memoryPressure: labelSchema,
	batteryLevel: figureSchema,
	batteryCharging: z.boolean().optional().catch(undefined),
	saveData: z.boolean().optional().catch(undefined),
	networkEffectiveType: wordSchema,
	thermalState: wordSchema,
	droppedFrames: figureSchema,
});
