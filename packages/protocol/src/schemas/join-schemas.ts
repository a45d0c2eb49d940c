import { z } from "zod";
import { isRecord } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { readAttributes } from "../sensor-attributes.ts";
import { samplingRateSchema } from "./attribute-schemas.ts";
import { entityIdSchema, textSchema } from "./text-schemas.ts";

const attributesSchema = z.unknown().transform((value, context) => {
	const attributes = readAttributes(value);
	if (attributes !== undefined) return attributes;
	context.addIssue({ code: "custom", message: `at most ${LIMITS.attributesPerSensor} attributes` });
	return z.NEVER;
});

const tokenSchema = z.string().max(LIMITS.tokenLength).catch("");
const nameSchema = textSchema(LIMITS.nameLength);

function ownIdSchema(topicId: string) {
	return z
		.union([z.string(), z.number()])
		.nullish()
		.refine((id) => id === undefined || id === null || String(id) === topicId, {
			message: "must be the topic's id",
		});
}

function paramsSchema<Shape extends z.ZodRawShape>(shape: Shape) {
	return z.preprocess((params) => (isRecord(params) ? params : {}), z.object(shape));
}

/** The parameters of a join to `sensocto:sensor:<topicId>`, where `topicId` is a valid id. */
export function sensorJoinSchema(topicId: string) {
	return paramsSchema({
		sensor_id: ownIdSchema(topicId),
		sensor_name: nameSchema.catch(topicId),
		sensor_type: nameSchema.catch("generic"),
		connector_id: entityIdSchema.catch(topicId),
		connector_name: nameSchema.catch("Unknown"),
		connector_type: nameSchema.optional().catch(undefined),
		attributes: attributesSchema.optional(),
		sampling_rate: samplingRateSchema.catch(10),
		batch_size: z.int().min(1).max(LIMITS.batchMeasurements).catch(5),
		bearer_token: tokenSchema,
		room_id: entityIdSchema.optional().catch(undefined),
		provenance: z.enum(["real", "simulated", "replayed"]).optional().catch(undefined),
		source: textSchema(LIMITS.sourceLength).optional().catch(undefined),
		session: entityIdSchema.optional().catch(undefined),
		columns: z.literal(true).optional().catch(undefined),
	}).transform((params) => ({
		sensorId: topicId,
		sensorName: params.sensor_name,
		sensorType: params.sensor_type,
		connectorId: params.connector_id,
		connectorName: params.connector_name,
		connectorType: params.connector_type,
		attributes: params.attributes ?? {},
		samplingRate: params.sampling_rate,
		batchSize: params.batch_size,
		bearerToken: params.bearer_token,
		roomId: params.room_id,
		provenance: params.provenance ?? (params.connector_type === "simulator" ? "simulated" : "real"),
		source: params.source,
		session: params.session,
		columns: params.columns,
		receiver: params.sensor_type === "receiver",
	}));
}

/** The parameters of a join to `sensocto:connector:<topicId>`, where `topicId` is a valid id. */
export function connectorJoinSchema(topicId: string) {
	return paramsSchema({
		connector_id: ownIdSchema(topicId),
		connector_name: nameSchema.catch("Unknown"),
		connector_type: nameSchema.catch("unknown"),
		features: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).catch([]),
		bearer_token: tokenSchema,
	});
}
