import { z } from "zod";
import { isRecord, type JsonRecord } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { attributeIdSchema } from "./text-schemas.ts";

const millisecondsSchema = z.number().min(0).max(LIMITS.timestampMs);

/** Samples of one attribute: a list of times, or the time of the first and the step to the next ones. */
export const sampleColumnSchema = z.union([
	z
		.object({ dt: z.array(millisecondsSchema), from: z.undefined().optional(), v: z.array(z.number()) })
		.refine(({ dt, v }) => dt.length === v.length, { message: "as many times as values" }),
	z.object({ dt: millisecondsSchema, from: millisecondsSchema.optional(), v: z.array(z.number()) }),
]);

/** Measurements that are plain numbers, by attribute; the columns are read into `[attribute_id, column]` each. */
export const measurementColumnsSchema = z
	.object({
		t0: millisecondsSchema,
		columns: z
			// A record schema leaves out the key `__proto__`.
			.custom<JsonRecord>(isRecord)
			.transform((columns) => Object.entries(columns))
			.pipe(z.array(z.tuple([attributeIdSchema, sampleColumnSchema])).max(LIMITS.attributesPerSensor)),
	})
	.refine(
		({ columns }) => columns.reduce((sum, [, { v }]) => sum + v.length, 0) <= LIMITS.batchMeasurements,
		{ message: `at most ${LIMITS.batchMeasurements} samples` },
	)
	.refine(({ columns, t0 }) => columns.every(([, column]) => t0 + latest(column) <= LIMITS.timestampMs), {
		message: "no time after the year 9999",
	});

/** Milliseconds since `t0` of a column's latest sample. */
function latest({ dt, from = 0, v }: z.infer<typeof sampleColumnSchema>): number {
	if (v.length === 0) return 0;
	return typeof dt === "number" ? from + (v.length - 1) * dt : dt.reduce((most, ms) => Math.max(most, ms), 0);
}
