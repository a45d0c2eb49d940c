import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { BIO_MODULES } from "../../bio/decision-log.ts";
import { MODULE_MODES, type ModuleModes } from "../../bio/module-modes.ts";
import type { Dashboard } from "../admin/dashboard.ts";

/** What the operations routes work with. */
export interface DashboardRoutesContext {
	readonly dashboard: Dashboard;
	readonly modes: ModuleModes;
}

const params = z.object({ module: z.enum(BIO_MODULES).describe("A module of the biomimetic layer.") });
const body = z.object({
	mode: z
		.enum(MODULE_MODES as ["on", "shadow", "off"])
		.describe("`shadow` computes and records without acting; `off` rests."),
});
const tags = ["operations"];

/** The state of the node, and the switches of its biomimetic modules. */
export async function dashboardRoutes(
	plain: FastifyInstance,
	{ dashboard, modes }: DashboardRoutesContext,
): Promise<void> {
	const app = plain.withTypeProvider<ZodTypeProvider>();

	app.get(
		"/api/admin/overview",
		{ schema: { summary: "Show load, budget, attention, modules and the supervision tree", tags } },
		() => dashboard.overview(),
	);

	app.put(
		"/api/admin/modules/:module",
		{ schema: { summary: "Switch a module on, to shadow mode or off", tags, params, body } },
		({ body: { mode }, params: { module } }) => {
			modes.set(module, mode);
			return { module, mode };
		},
	);
}
