import { ATTRIBUTE_ID, HISTORY_GAP_REASONS, LIMITS, SensoctoError } from "@sensocto/protocol";
import type { Ref } from "@sensocto/supervision";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { SystemLoad } from "../../domain/load/system-load.ts";
import { findStoredSensor } from "../../domain/sensors/known-sensors.ts";
import type { SensorsStateAgent } from "../../domain/sensors/sensors-state-agent.ts";
import type { HistoryReader } from "../../storage/history/history-reader.ts";
import type { SensorStore } from "../../storage/history/sensor-store.ts";
import { instant } from "./instant.ts";

/** What the sensor routes work with. */
export interface SensorRoutesContext {
	readonly directory: Ref<SensorsStateAgent>;
	/** Stored sensors, for those that lists do not show any more. */
	readonly sensorStore: Pick<SensorStore, "find">;
	readonly historyReader: Pick<HistoryReader, "read">;
	readonly load: SystemLoad;
	readonly now: () => number;
}

/** When to ask again for history that memory has no room for, in s. */
const MEMORY_RETRY_S = 10;

/** History that is shown when a request names no beginning, in ms. */
const DEFAULT_SPAN_MS = 3_600_000;

const DEFAULT_POINTS = 1_000;

const sensorParams = z.object({
	id: z.string().min(1).max(LIMITS.idBytes).describe("The sensor's id on the wire."),
});

const historyParams = sensorParams.extend({
	attribute: z.string().regex(ATTRIBUTE_ID).describe("Attribute id."),
});

const historyQuery = z.object({
	from: instant
		.optional()
		.describe("First instant, ISO 8601 or ms since 1970. Default: one hour before `to`."),
	to: instant.optional().describe("Last instant. Default: now."),
	max_points: z.coerce
		.number()
		.int()
		.min(2)
		.max(LIMITS.historyPoints)
		.default(DEFAULT_POINTS)
		.describe("Longer stretches are reduced to the minimum and maximum of equal slices."),
});

const HISTORY_TEXT =
	"Columns: sample i was taken at t0 + dt[i] (ms, device time), its numbers stand in v in the order of fields. gaps lists " +
	"stretches {from, to, reason?} of more than three expected intervals without samples; a reason that is known is one of: " +
	`${HISTORY_GAP_REASONS.join("; ")}.`;

/** Sensors and their history. */
export async function sensorRoutes(plain: FastifyInstance, context: SensorRoutesContext): Promise<void> {
	const app = plain.withTypeProvider<ZodTypeProvider>();

	app.get("/api/sensors", { schema: { summary: "List all sensors", tags: ["sensors"] } }, () => ({
		sensors: context.directory.get().all(),
	}));

	app.get(
		"/api/sensors/:id",
		{ schema: { summary: "Show one sensor", tags: ["sensors"], params: sensorParams } },
		async (request) => {
			const { id } = request.params;
			const sensor = context.directory.get().get(id) ?? (await findStoredSensor(context.sensorStore, id));
			if (sensor === undefined) throw new SensoctoError("sensor_not_found", { sensor_id: id });
			return { sensor };
		},
	);

	app.get(
		"/api/sensors/:id/attributes/:attribute/history",
		{
			schema: {
				summary: "Read an attribute's history",
				description: HISTORY_TEXT,
				tags: ["sensors"],
				params: historyParams,
				querystring: historyQuery,
			},
		},
		async (request) => {
			const { id, attribute } = request.params;
			const { max_points, to = context.now() } = request.query;
			const from = request.query.from ?? to - DEFAULT_SPAN_MS;
			if (from > to)
				throw new SensoctoError("invalid_range", {
					from: new Date(from).toISOString(),
					to: new Date(to).toISOString(),
				});
			if (context.load.memoryCritical)
				throw new SensoctoError("memory_short", { retry_after: MEMORY_RETRY_S });
			const answer = await context.historyReader.read({
				sensorId: id,
				attributeId: attribute,
				fromMs: from,
				toMs: to,
				maxPoints: max_points,
			});
			if (answer === undefined || answer === null)
				throw new SensoctoError("attribute_not_found", { attribute_id: attribute });
			return answer;
		},
	);
}
