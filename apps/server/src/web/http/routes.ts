import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { SensoctoError } from "@sensocto/protocol";
import type { Authenticator } from "../../accounts/authenticator.ts";
import { healthRoutes, type HealthContext } from "./health-routes.ts";
import { sensorRoutes, type SensorRoutesContext } from "./sensor-routes.ts";
import { simulatorRoutes, type SimulatorRoutesContext } from "./simulator-routes.ts";
import { viewerRoutes, type ViewerRoutesContext } from "./viewer-routes.ts";

/** What the REST interface works with. */
export interface HttpContext extends HealthContext, SensorRoutesContext, SimulatorRoutesContext, ViewerRoutesContext {
	readonly authenticator: Authenticator;
}

/** Adds every route: health and metrics for anybody, the rest for holders of a token (in open mode: everybody). */
export async function registerRoutes(app: FastifyInstance, context: HttpContext): Promise<void> {
	await healthRoutes(app, context);
	await app.register(async (api) => {
		api.addHook("onRequest", async (request: FastifyRequest, _reply: FastifyReply) => {
			if ((await context.authenticator.request(request.headers.authorization)) === null) {
				throw new SensoctoError("unauthorized");
			}
		});
		await sensorRoutes(api, context);
		await simulatorRoutes(api, context);
		await viewerRoutes(api, context);
	});
}
