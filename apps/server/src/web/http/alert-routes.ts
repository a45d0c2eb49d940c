import { LIMITS } from "@sensocto/protocol";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { ALERTS_KEPT, type Alerts } from "../../domain/alerts/alerts.ts";

/** What the alert routes work with. */
export interface AlertRoutesContext {
	readonly alerts: Alerts;
}

/** Alerts that are answered when a request names no limit. */
const DEFAULT_LIMIT = 100;

const query = z.object({
	limit: z.coerce
		.number()
		.int()
		.min(1)
		.max(ALERTS_KEPT)
		.default(DEFAULT_LIMIT)
		.describe("Most alerts to answer."),
	sensor_id: z.string().min(1).max(LIMITS.idBytes).optional().describe("Only alerts of this sensor."),
});

/** What was unusual in the sensors' streams. */
export async function alertRoutes(plain: FastifyInstance, { alerts }: AlertRoutesContext): Promise<void> {
	const app = plain.withTypeProvider<ZodTypeProvider>();
	app.get(
		"/api/alerts",
		{ schema: { summary: "List the last alerts, newest first", tags: ["sensors"], querystring: query } },
		({ query: { limit, sensor_id } }) => ({ alerts: alerts.last(limit, sensor_id) }),
	);
}
