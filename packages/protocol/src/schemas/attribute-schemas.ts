import { z } from "zod";
import { inferAttributeType } from "../catalogue/infer.ts";
import { LIMITS } from "../limits.ts";
import { attributeIdSchema, textSchema } from "./text-schemas.ts";

/** The declared rate of an attribute in Hz. */
export const samplingRateSchema = z.number().positive().max(LIMITS.samplingRateHz);

/** Metadata of one attribute as devices send it; unusable members are left out. */
export const attributeMetadataSchema = z.looseObject({
	attribute_type: textSchema(LIMITS.nameLength).optional().catch(undefined),
	sampling_rate: samplingRateSchema.optional().catch(undefined),
	unit: textSchema(LIMITS.unitLength).optional().catch(undefined),
	display_name: textSchema(LIMITS.nameLength).optional().catch(undefined),
});

const registerSchema = z
	.object({
		action: z.enum(["register", "add", "update"]),
		attribute_id: attributeIdSchema,
		metadata: attributeMetadataSchema,
	})
	.transform(({ attribute_id, metadata }) => ({
		action: "register" as const,
		attributeId: attribute_id,
		metadata: {
			attribute_id,
			attribute_type: metadata.attribute_type?.toLowerCase() ?? inferAttributeType(attribute_id),
			sampling_rate: metadata.sampling_rate ?? 1,
			sampling_rate_stated: metadata.sampling_rate !== undefined,
			unit: metadata.unit,
			display_name: metadata.display_name,
		},
	}));

const unregisterSchema = z
	.object({ action: z.enum(["unregister", "remove"]), attribute_id: attributeIdSchema })
	.transform(({ attribute_id }) => ({ action: "unregister" as const, attributeId: attribute_id }));

/** An `update_attributes` payload. */
export const attributeUpdateSchema = z.union([registerSchema, unregisterSchema]);
