import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { payloadProblem } from "../payload-size.ts";
import { attributeIdSchema } from "./text-schemas.ts";

const millisecondsSchema = z.number().min(0).max(LIMITS.timestampMs);

/** A device time: milliseconds as a number or as an integer text. */
export const timestampSchema = z
	.union([
		millisecondsSchema,
		z
			.string()
			.regex(/^\d{1,15}$/)
			.transform(Number)
			.pipe(millisecondsSchema),
	])
	.transform((time) => Math.trunc(time));

/** The payload of a measurement: any JSON value within the limits of size and depth. */
export const payloadSchema = z
	.unknown()
	.refine((payload) => payload !== undefined, { message: "required" })
	.refine((payload) => payloadProblem(payload) === undefined, { message: "too large or too deep" });

/** A measurement; extra keys are left out. */
export const measurementSchema = z.object({
	attribute_id: attributeIdSchema,
	payload: payloadSchema,
	timestamp: timestampSchema,
	event: z.string().optional().catch(undefined),
});

/** A batch of measurements. */
export const batchSchema = z.array(measurementSchema).max(LIMITS.batchMeasurements);
