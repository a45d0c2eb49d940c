import { SensoctoError } from "@sensocto/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Authenticator } from "../../accounts/authenticator.ts";
import { socketPathRoutes } from "../socket/socket-path-routes.ts";
import { type AlertRoutesContext, alertRoutes } from "./alert-routes.ts";
import { type DashboardRoutesContext, dashboardRoutes } from "./dashboard-routes.ts";
import { type HealthContext, healthRoutes } from "./health-routes.ts";
import { type LoadRoutesContext, loadRoutes } from "./load-routes.ts";
import { meRoutes } from "./me-routes.ts";
import { type SensorRoutesContext, sensorRoutes } from "./sensor-routes.ts";
import { type SimulatorRoutesContext, simulatorRoutes } from "./simulator-routes.ts";
import { type ViewerRoutesContext, viewerRoutes } from "./viewer-routes.ts";

/** What the REST interface works with. */
export interface HttpContext
	extends AlertRoutesContext,
		DashboardRoutesContext,
		HealthContext,
		LoadRoutesContext,
		SensorRoutesContext,
		SimulatorRoutesContext,
		ViewerRoutesContext {
	readonly authenticator: Authenticator;
}

/** Adds every route: health and metrics for anybody, the rest for holders of a token (in open mode: everybody). */
export async function registerRoutes(app: FastifyInstance, context: HttpContext): Promise<void> {
	await healthRoutes(app, context);
	await meRoutes(app, context);
	await socketPathRoutes(app);
	await app.register(async (api) => {
		api.addHook("onRequest", async (request: FastifyRequest, _reply: FastifyReply) => {
			if ((await context.authenticator.request(request.headers.authorization)) === null) {
				throw new SensoctoError("unauthorized");
			}
		});
		await sensorRoutes(api, context);
		await alertRoutes(api, context);
		await dashboardRoutes(api, context);
		await loadRoutes(api, context);
		await simulatorRoutes(api, context);
		await viewerRoutes(api, context);
	});
}
