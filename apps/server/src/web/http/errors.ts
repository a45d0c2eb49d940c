import { STATUS_CODES } from "node:http";
import { SensoctoError } from "@sensocto/protocol";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";

/** Makes every failure of a request an answer in one form: `{error, message, details?}`. */
export function installErrorAnswers(app: FastifyInstance): void {
	app.setErrorHandler((error: FastifyError, request, reply) => answer(error, request, reply));
}

/** Answers a request to a path that does not exist. */
export function answerUnknownPath(request: FastifyRequest, reply: FastifyReply): FastifyReply {
	return reply.code(404).send({
		error: "not_found",
		message: `There is nothing at ${request.method} ${request.url.split("?")[0]}. The API is described at /api/openapi.json.`,
		errors: { detail: "Not Found" },
	});
}

function answer(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
	if (error instanceof SensoctoError) {
		const seconds = error.details?.retry_after;
		if (typeof seconds === "number") reply.header("retry-after", seconds);
		return reply.code(error.status).send(error.toJSON());
	}
	if (hasZodFastifySchemaValidationErrors(error)) {
		const details = error.validation.map(({ instancePath, message }) => ({
			field: instancePath.replace(/^\//, "") || "request",
			message,
		}));
		const message = details.map((detail) => `${detail.field}: ${detail.message}`).join("; ");
		return reply.code(422).send({ error: "invalid_request", message, details });
	}
	const status = error.statusCode ?? 500;
	if (status >= 500) request.log.error({ err: error }, "request failed");
	return reply.code(status).send({
		error: status >= 500 ? "internal" : "invalid_request",
		message:
			status >= 500 ? "The server failed while it answered. Try again; its log says more." : error.message,
		errors: { detail: STATUS_CODES[status] ?? "Error" },
	});
}
