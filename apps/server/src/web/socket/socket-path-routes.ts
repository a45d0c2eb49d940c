import type { FastifyInstance } from "fastify";
import { SOCKET_PATH } from "./socket-server.ts";

/** Answers requests of the socket's path that do not ask for an upgrade: 400, with a word on it for GET. */
export async function socketPathRoutes(app: FastifyInstance): Promise<void> {
	app.all(SOCKET_PATH, { schema: { hide: true } }, (request, reply) => {
		const text = request.method === "GET" ? "This address expects a WebSocket upgrade.\n" : "";
		return reply.code(400).type("text/plain; charset=utf-8").send(text);
	});
}
