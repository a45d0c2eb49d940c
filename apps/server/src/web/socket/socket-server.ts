import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { IDLE_TIMEOUT_MS, LIMITS, type SerializerVersion, serializerFor } from "@sensocto/protocol";
import type { Clock, Scope, Worker } from "@sensocto/supervision";
import type { Logger } from "pino";
import { type ServerOptions, type WebSocket, WebSocketServer } from "ws";
import type { Authenticator } from "../../accounts/authenticator.ts";
import type { Identity } from "../../accounts/identity.ts";
import { Connection, type ConnectionContext } from "./connection.ts";
import type { JoinHandlers } from "./join-handlers.ts";
import { isOriginAllowed } from "./origin.ts";
import { TopicChannels } from "./topic-channels.ts";
import { WsConn } from "./ws-conn.ts";

/** What the socket server works with. */
export interface SocketServerContext {
	readonly clock: Clock;
	readonly log: Logger;
	readonly authenticator: Authenticator;
	readonly joins: JoinHandlers;
	readonly allowedOrigins: readonly string[];
	/** Frames per second a connection may send on average; 0 means no limit. */
	readonly rateLimit: number;
	/** Most connections at the same time. */
	readonly maxConnections: number;
}

/** Path of the user socket. */
export const SOCKET_PATH = "/socket/websocket";

/** How often idle connections are looked for, in ms. */
const IDLE_SWEEP_MS = 2_500;

/** How long a connection may take to answer a closing handshake, whoever caused it, in ms. */
const CLOSING_MS = 2_000;

/** How the WebSocket library is used; its types do not know of the time limit of a closing handshake yet. */
const ENGINE: ServerOptions & { readonly closeTimeout: number } = {
	noServer: true,
	perMessageDeflate: false,
	maxPayload: LIMITS.frameBytes,
	clientTracking: false,
	// A requested subprotocol is not echoed: the message form follows from `vsn` alone.
	handleProtocols: () => false,
	closeTimeout: CLOSING_MS,
};

/**
 * Accepts Phoenix sockets: checks version, origin and token before the upgrade, then hands over to connections.
 */
export class SocketServer implements Worker {
	readonly #context: SocketServerContext;
	readonly #http: Server;
	readonly #connections = new Set<Connection>();
	readonly #connectionContext: ConnectionContext;
	readonly #engine = new WebSocketServer(ENGINE);
	#draining = false;

	constructor(http: Server, context: SocketServerContext) {
		this.#http = http;
		this.#context = context;
		const { clock, joins, log, rateLimit } = context;
		this.#connectionContext = {
			clock,
			log,
			rateLimit,
			topics: new TopicChannels(),
			handlerOf: (topic) => joins.of(topic),
			closed: (connection) => this.#connections.delete(connection),
		};
	}

	/** Number of open connections. */
	get connectionCount(): number {
		return this.#connections.size;
	}

	/** Bytes that wait in this process to be written to any socket. */
	get bufferedBytes(): number {
		let bytes = 0;
		for (const { bufferedBytes } of this.#connections) bytes += bufferedBytes;
		return bytes;
	}

	/** Number of joined channels. */
	get channelCount(): number {
		let count = 0;
		for (const connection of this.#connections) count += connection.channelCount;
		return count;
	}

	start(scope: Scope): void {
		scope.listen(this.#http, "upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
			socket.on("error", () => socket.destroy());
			this.#upgrade(request, socket as Socket, head).catch((error: unknown) => {
				this.#context.log.error({ err: error }, "upgrade failed");
				refuseUpgrade(socket, 503);
			});
		});
		scope.every(IDLE_SWEEP_MS, () => this.#sweep());
	}

	/** Tells every client to come back later (1012) and waits until they are gone. */
	async stop(): Promise<void> {
		this.#draining = true;
		for (const connection of this.#connections) connection.close(1012, "server restarts");
		const { clock } = this.#context;
		const deadline = clock.monotonic() + CLOSING_MS;
		while (this.#connections.size > 0 && clock.monotonic() < deadline) {
			await new Promise<void>((resolve) => clock.setTimeout(resolve, 10));
		}
		for (const connection of this.#connections) {
			connection.terminate();
			connection.closed();
		}
	}

	async #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
		const url = URL.parse(request.url ?? "/", "http://localhost");
		if (url?.pathname !== SOCKET_PATH) return refuseUpgrade(socket, 404);
		if (request.method !== "GET") return refuseUpgrade(socket, 400);
		if (this.#draining || this.#connections.size >= this.#context.maxConnections)
			return refuseUpgrade(socket, 503);
		const serializer = serializerFor(url.searchParams.get("vsn") ?? undefined);
		if (serializer === undefined) return refuseUpgrade(socket, 403);
		if (!isOriginAllowed(request, this.#context.allowedOrigins)) return refuseUpgrade(socket, 403);
		const identity = await this.#context.authenticator.socket(url.searchParams.get("token") || null);
		if (identity === null) return refuseUpgrade(socket, 403);
		if (socket.destroyed) return;
		socket.setNoDelay(true);
		this.#engine.handleUpgrade(request, socket, head, (ws) => this.#accept(ws, socket, serializer, identity));
	}

	#accept(ws: WebSocket, socket: Socket, serializer: SerializerVersion, identity: Identity): void {
		const conn = new WsConn(ws, socket, this.#context.clock);
		const connection = new Connection(conn, this.#connectionContext, serializer, identity);
		this.#connections.add(connection);
		conn.listen(connection);
	}

	#sweep(): void {
		const oldest = this.#context.clock.monotonic() - IDLE_TIMEOUT_MS;
		for (const connection of this.#connections) {
			if (connection.lastActivity < oldest) connection.close(1002, "idle for 60 s");
		}
	}
}

function refuseUpgrade(socket: Duplex, status: 400 | 403 | 404 | 503): void {
	const phrase = { 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 503: "Service Unavailable" }[
		status
	];
	socket.end(`HTTP/1.1 ${status} ${phrase}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
