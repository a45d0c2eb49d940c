import { type SystemLoad as Label, SYSTEM_LOADS } from "@sensocto/protocol";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { SystemLoad } from "../../domain/load/system-load.ts";
import { loadView } from "./load-view.ts";

/** What the load routes work with. */
export interface LoadRoutesContext {
	readonly load: SystemLoad;
}

const body = z.object({
	label: z
		.enum(SYSTEM_LOADS as [Label, ...Label[]])
		.nullable()
		.describe("The load that devices and viewers are told; null goes back to what is measured."),
});

/** Sets the load by hand, for drills. */
export async function loadRoutes(plain: FastifyInstance, { load }: LoadRoutesContext): Promise<void> {
	plain
		.withTypeProvider<ZodTypeProvider>()
		.post(
			"/api/admin/load",
			{ schema: { summary: "Set the load label by hand", tags: ["operations"], body } },
			(request) => {
				load.inject(request.body.label);
				return { load: load.reading === undefined ? null : loadView(load.reading) };
			},
		);
}
