import { SensoctoError } from "@sensocto/protocol";
import { Ref, type TreeNode } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import { loadMetrics } from "../../domain/load/load-metrics.ts";
import type { LoadSignals } from "../../domain/load/pressure.ts";
import { SystemLoad } from "../../domain/load/system-load.ts";
import { breakerMetrics } from "../../infrastructure/breaker-metrics.ts";
import { Breakers } from "../../infrastructure/circuit-breakers.ts";
import type { Database, DatabaseHealth } from "../../infrastructure/database/database.ts";
import { databaseBreaker } from "../../infrastructure/database/database-breaker.ts";
import { Telemetry } from "../../infrastructure/telemetry.ts";
import { installErrorAnswers } from "./errors.ts";
import { healthRoutes } from "./health-routes.ts";

async function setUp() {
	const clock = new FakeClock({ startMs: 0 });
	const load = new SystemLoad("production");
	const breakers = new Breakers();
	const breaker = breakers.add(databaseBreaker({ clock, random: () => 0.5, logger: { warn: () => {} } }));
	const telemetry = new Telemetry();
	loadMetrics(telemetry, load);
	breakerMetrics(telemetry, breakers);
	const ref = new Ref<Telemetry>("telemetry");
	Ref.attach(ref, telemetry);
	const health: DatabaseHealth = { healthy: true, latency_ms: 1 };
	const database = { health: () => Promise.resolve(health) } as Database;
	const tree = (): TreeNode => ({
		id: "root",
		kind: "supervisor",
		state: "up",
		restarts: 0,
		since: 0,
		children: [],
	});
	const app = Fastify();
	installErrorAnswers(app);
	app.get("/history", () => breaker.run(() => Promise.reject(new SensoctoError("storage_unavailable"))));
	await healthRoutes(app, {
		...{ load, breakers, tree, telemetry: ref, now: () => clock.now() },
		database: { peek: () => database },
	});
	let monotonic = 0;
	const observe = (signals: LoadSignals, ms = 60_000) => {
		for (const _ of [1, 2]) {
			monotonic += ms;
			load.observe({ at: monotonic, monotonic, signals, sojournMs: 0, loopDelayP99Ms: 0 });
		}
	};
	const ready = async () => {
		const answer = await app.inject({ url: "/health/ready" });
		return { status: answer.statusCode, ...answer.json() };
	};
	return { app, load, observe, ready };
}

describe("health", () => {
	it("R1 is degraded at a critical load that was measured, and not at one set by hand", async () => {
		const { load, observe, ready } = await setUp();
		expect(await ready()).toMatchObject({ status: "healthy", checks: { system_load: { level: "unknown" } } });
		observe({ "event loop": 0.1 });
		load.inject("critical");
		expect(await ready()).toMatchObject({
			status: "healthy",
			checks: { system_load: { healthy: true, level: "critical", injected: true } },
		});
		load.inject(null);
		observe({ "event loop": 1 });
		observe({ "event loop": 1 });
		expect(await ready()).toMatchObject({
			status: "degraded",
			checks: { system_load: { healthy: false, level: "critical" } },
		});
	});

	it("R2 shows the load in percent with one decimal, and what is nearest its limit", async () => {
		const { observe, ready } = await setUp();
		observe({ "event loop": 0.1234, heap: 0.2, memory: 0.45678, ingress: 0.01 });
		expect((await ready()).checks.system_load).toEqual({
			...{ healthy: true, level: "normal", injected: false, pressure: 45.7, bottleneck: "memory" },
			...{ scheduler_utilization: 12.3, memory_pressure: 45.7, message_queue_pressure: 1 },
			memory_protection: false,
		});
	});

	it("R3 shows an open breaker, in the metrics too; what it refuses says when to come again", async () => {
		const { app, observe, ready } = await setUp();
		observe({ heap: 0.25 });
		for (let n = 0; n < 5; n++) {
			const answer = await app.inject({ url: "/history" });
			expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, undefined]);
		}
		const refused = await app.inject({ url: "/history" });
		expect([refused.statusCode, refused.headers["retry-after"]]).toEqual([503, "30"]);
		expect(refused.json()).toMatchObject({ error: "storage_unavailable", details: { retry_after: 30 } });
		expect((await ready()).checks.dependencies).toEqual({ healthy: true, details: { database: "open" } });
		const { body } = await app.inject({ url: "/metrics" });
		expect(body).toContain('sensocto_circuit_breaker_state{dependency="database"} 2');
		expect(body).toContain('sensocto_load_signal_ratio{signal="heap"} 0.25');
		expect(body).toContain("sensocto_load_level 0");
	});
});
