import type { Ref, TreeNode } from "@sensocto/supervision";
import type { FastifyInstance } from "fastify";
import type { Database } from "../../infrastructure/database/database.ts";
import type { Telemetry } from "../../infrastructure/telemetry.ts";

/** What health and metrics are read from. */
export interface HealthContext {
	readonly database: { peek(): Database | undefined };
	readonly telemetry: Ref<Telemetry>;
	readonly now: () => number;
	/** The supervision tree, layers first. */
	readonly tree: () => TreeNode;
}

/** Event-loop utilisation from which the node asks load balancers for mercy. */
const OVERLOADED = 0.95;

/** `/health/live`, `/health/ready`, `/metrics` and the API description. */
export async function healthRoutes(app: FastifyInstance, context: HealthContext): Promise<void> {
	const timestamp = () => new Date(context.now()).toISOString();

	app.get("/health/live", { schema: { hide: true } }, () => ({ status: "ok", timestamp: timestamp() }));

	app.get("/health/ready", { schema: { hide: true } }, async (_request, reply) => {
		const checks = {
			database: await databaseCheck(context),
			supervisors: supervisorCheck(context),
			system_load: loadCheck(context),
		};
		const healthy = Object.values(checks).every((check) => check.healthy);
		return reply
			.code(healthy ? 200 : 503)
			.send({ status: healthy ? "healthy" : "degraded", checks, timestamp: timestamp() });
	});

	app.get("/metrics", { schema: { hide: true } }, async (_request, reply) => {
		const { body, contentType } = await context.telemetry.get().text();
		return reply.type(contentType).send(body);
	});

	for (const path of ["/api/openapi.json", "/api/openapi"]) {
		app.get(path, { schema: { hide: true } }, () => app.swagger());
	}
}

async function databaseCheck({ database }: HealthContext) {
	const health = await database.peek()?.health();
	return health ?? { healthy: false, error: "not started" };
}

function supervisorCheck({ tree }: HealthContext) {
	const details = Object.fromEntries(
		(tree().children ?? []).map((layer) => [layer.id, layer.state === "up" ? "alive" : "dead"]),
	);
	return { healthy: Object.values(details).every((state) => state === "alive"), details };
}

function loadCheck({ telemetry }: HealthContext) {
	const { utilisation, delayP99Ms } = telemetry.get().load;
	return {
		healthy: utilisation < OVERLOADED,
		event_loop_utilisation: Math.round(utilisation * 1_000) / 10,
		event_loop_delay_p99_ms: Math.round(delayP99Ms * 10) / 10,
	};
}
