import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Authenticator } from "../../accounts/authenticator.ts";
import type { Identity } from "../../accounts/identity.ts";

/** What the routes about oneself work with. */
export interface MeRoutesContext {
	readonly authenticator: Authenticator;
}

/** Who the holder of a token is; a page asks it whether it needs one. */
export async function meRoutes(app: FastifyInstance, { authenticator }: MeRoutesContext): Promise<void> {
	const answer = async (request: FastifyRequest, reply: FastifyReply) => {
		const identity = await authenticator.request(request.headers.authorization);
		if (identity === null) return reply.code(401).send({ ok: false, error: "A valid token is needed." });
		return { ok: true, user: userOf(identity) };
	};
	const tags = ["accounts"];
	app.get("/api/me", { schema: { summary: "Say whose token this is", tags } }, answer);
	app.get("/api/auth/verify", { schema: { summary: "Check a token", tags } }, answer);
	app.post("/api/auth/verify", { schema: { summary: "Check a token", tags } }, answer);
}

function userOf(identity: Identity): { id: string; email: null; display_name: string } {
	const name = identity.kind === "token" ? identity.name : "Everybody";
	return {
		id: identity.kind === "token" ? `token:${identity.name}` : identity.kind,
		email: null,
		display_name: name,
	};
}
