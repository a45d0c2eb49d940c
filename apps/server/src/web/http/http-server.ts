import { existsSync } from "node:fs";
import path from "node:path";
import helmet from "@fastify/helmet";
import fastifyStatic from "@fastify/static";
import swagger from "@fastify/swagger";
import { LIMITS } from "@sensocto/protocol";
import type { Worker } from "@sensocto/supervision";
import Fastify, { type FastifyInstance, LogController } from "fastify";
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { Logger } from "pino";
import { answerUnknownPath, installErrorAnswers } from "./errors.ts";
import { type HttpContext, registerRoutes } from "./routes.ts";

/** Where and what the HTTP server serves. */
export interface HttpServerOptions {
	readonly host: string;
	readonly port: number;
	/** Folder of the built web UI. */
	readonly webDist: string;
	readonly log: Logger;
}

const CONTENT_SECURITY_POLICY = {
	"default-src": ["'self'"],
	"img-src": ["'self'", "data:", "blob:"],
	"object-src": ["'none'"],
	"frame-ancestors": ["'self'"],
	"base-uri": ["'self'"],
	"form-action": ["'self'"],
};

/** The HTTP side of the endpoint: REST, OpenAPI, health, metrics and the web UI. */
export class HttpServer implements Worker {
	readonly #options: HttpServerOptions;
	readonly #context: HttpContext;
	#app!: FastifyInstance;

	constructor(options: HttpServerOptions, context: HttpContext) {
		this.#options = options;
		this.#context = context;
	}

	/** The Node server, on which sockets are upgraded. */
	get server(): FastifyInstance["server"] {
		return this.#app.server;
	}

	/** Port that is listened on. */
	get port(): number {
		const address = this.#app.server.address();
		return typeof address === "object" && address !== null ? address.port : this.#options.port;
	}

	async start(): Promise<void> {
		const app = Fastify({
			loggerInstance: this.#options.log,
			logController: new LogController({ disableRequestLogging: true }),
			bodyLimit: LIMITS.bodyBytes,
			requestIdHeader: "x-request-id",
			forceCloseConnections: true,
			routerOptions: { maxParamLength: 1_024 },
		}) as unknown as FastifyInstance;
		app.setValidatorCompiler(validatorCompiler);
		app.setSerializerCompiler(serializerCompiler);
		installErrorAnswers(app);
		app.addHook("onRequest", async (request, reply) => {
			reply.header("x-request-id", request.id);
		});
		await app.register(helmet, {
			contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
			referrerPolicy: { policy: "strict-origin-when-cross-origin" },
			strictTransportSecurity: false,
		});
		await app.register(swagger, {
			openapi: {
				openapi: "3.1.0",
				info: { title: "Sensocto API", version: "1.0.0", description: "Sensors, history and the simulator." },
				components: { securitySchemes: { bearerAuth: { type: "http", scheme: "bearer" } } },
				security: [{ bearerAuth: [] }],
			},
			transform: jsonSchemaTransform,
		});
		await app.register(async (routes) => registerRoutes(routes, this.#context));
		await this.#serveUi(app);
		this.#app = app;
		await app.listen({ host: this.#options.host, port: this.#options.port, backlog: 4_096 });
	}

	async stop(): Promise<void> {
		await this.#app.close();
	}

	/** Serves the built UI; its paths are pages of one application. */
	async #serveUi(app: FastifyInstance): Promise<void> {
		const { webDist } = this.#options;
		const built = existsSync(path.join(webDist, "index.html"));
		if (built) {
			await app.register(fastifyStatic, {
				root: webDist,
				preCompressed: true,
				setHeaders: (response, file) => {
					const immutable = file.includes(`${path.sep}assets${path.sep}`);
					response.header("cache-control", immutable ? "public, max-age=31536000, immutable" : "no-cache");
				},
			});
		}
		app.setNotFoundHandler((request, reply) => {
			const isPage =
				request.method === "GET" && !/^\/(api|assets|socket|health|metrics)(\/|\?|$)/.test(request.url);
			if (!isPage) return answerUnknownPath(request, reply);
			if (!built)
				return reply.code(503).type("text/plain").send("The web UI is not built. Run `npm run build`.");
			return reply.header("cache-control", "no-cache").sendFile("index.html");
		});
	}
}
