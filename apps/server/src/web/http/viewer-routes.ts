import { randomUUID } from "node:crypto";
import { LIMITS } from "@sensocto/protocol";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ViewerTokens } from "../../accounts/viewer-tokens.ts";

/** What the viewer routes work with. */
export interface ViewerRoutesContext {
	readonly viewerTokens: ViewerTokens;
}

const body = z
	.object({
		view_id: z
			.string()
			.min(1)
			.max(LIMITS.idBytes)
			.optional()
			.describe("Names the view; a random one if absent."),
		sensors: z
			.array(z.string().min(1).max(LIMITS.idBytes))
			.max(1_000)
			.optional()
			.describe("Sensors it may see; all if absent."),
	})
	.nullish();

/** Tokens for the legacy viewer channel. */
export async function viewerRoutes(plain: FastifyInstance, context: ViewerRoutesContext): Promise<void> {
	plain
		.withTypeProvider<ZodTypeProvider>()
		.post(
			"/api/viewer-tokens",
			{ schema: { summary: "Make a token for the channel viewer:data:<token>", tags: ["viewers"], body } },
			(request) => {
				const viewId = request.body?.view_id ?? randomUUID();
				const { token, expiresAt } = context.viewerTokens.sign(viewId, request.body?.sensors ?? null);
				return {
					token,
					view_id: viewId,
					topic: `viewer:data:${token}`,
					expires_at: new Date(expiresAt).toISOString(),
				};
			},
		);
}
