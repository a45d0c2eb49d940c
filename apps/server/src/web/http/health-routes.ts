import type { Ref, TreeNode } from "@sensocto/supervision";
import type { FastifyInstance } from "fastify";
import type { SystemLoad } from "../../domain/load/system-load.ts";
import type { Breakers } from "../../infrastructure/circuit-breakers.ts";
import type { Database } from "../../infrastructure/database/database.ts";
import type { Telemetry } from "../../infrastructure/telemetry.ts";

/** What health and metrics are read from. */
export interface HealthContext {
	readonly database: { peek(): Database | undefined };
	readonly telemetry: Ref<Telemetry>;
	readonly load: SystemLoad;
	readonly breakers: Breakers;
	readonly now: () => number;
	/** The supervision tree, layers first. */
	readonly tree: () => TreeNode;
}

/** `/health/live`, `/health/ready`, `/metrics` and the API description. */
export async function healthRoutes(app: FastifyInstance, context: HealthContext): Promise<void> {
	const timestamp = () => new Date(context.now()).toISOString();

	app.get("/health/live", { schema: { hide: true } }, () => ({ status: "ok", timestamp: timestamp() }));

	app.get("/health/ready", { schema: { hide: true } }, async (_request, reply) => {
		const checks = {
			database: await databaseCheck(context),
			supervisors: supervisorCheck(context),
			dependencies: breakerCheck(context),
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

/** An open breaker is told, not judged: what it keeps from the node has a check of its own. */
function breakerCheck({ breakers }: HealthContext) {
	const details = Object.fromEntries(breakers.list().map(({ name, state }) => [name, state]));
	return { healthy: true, details };
}

/** A label set by hand is shown and does not make the node ill. */
function loadCheck({ load }: HealthContext) {
	const { signals = {} } = load.reading ?? {};
	return {
		healthy: load.measuredLabel !== "critical",
		level: load.reading === undefined ? "unknown" : load.label,
		injected: load.reading?.injected ?? false,
		pressure: percent(load.pressure),
		bottleneck: load.reading?.bottleneck ?? null,
		scheduler_utilization: percent(signals["event loop"]),
		memory_pressure: percent(Math.max(signals.heap ?? 0, signals.memory ?? 0)),
		message_queue_pressure: percent(signals.ingress),
		memory_protection: load.memoryProtection,
	};
}

/** A share as percent with one decimal. */
function percent(share = 0): number {
	return Math.round(share * 1_000) / 10;
}
