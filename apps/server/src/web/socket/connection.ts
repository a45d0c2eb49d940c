import {
	decodeBinaryFrame,
	decodeFrame,
	encodeBinaryBroadcast,
	encodeFrame,
	encodeReply,
	type JsonRef,
	type Message,
	SensoctoError,
	type SerializerVersion,
	type Topic,
} from "@sensocto/protocol";
import type { Clock } from "@sensocto/supervision";
import type { Logger } from "pino";
import type { Identity } from "../../accounts/identity.ts";
import { type ChannelReply, type ConnectionInfo, type JoinHandler, ok, refuse } from "./channel.ts";
import type { Conn, ConnListener } from "./conn.ts";
import { ConnectionChannels } from "./connection-channels.ts";
import { TokenBucket } from "./token-bucket.ts";
import type { TopicChannels } from "./topic-channels.ts";

/** What connections work with; one for all of them. */
export interface ConnectionContext {
	readonly clock: Clock;
	readonly log: Logger;
	/** Frames per second it may send on average; 0 means no limit. */
	readonly rateLimit: number;
	readonly topics: TopicChannels;
	/** Finds who opens channels on a topic. */
	handlerOf(topic: Topic): JoinHandler | undefined;
	/** A connection is gone. */
	closed(connection: Connection): void;
}

/** Answers a client may leave unread, in bytes; its next frames are read when it has taken them. */
const UNREAD_ANSWER_BYTES = 4_194_304;

/** A connection's first round trips are measured each time they are asked for; afterwards at most this often, in ms. */
const OWN_PINGS = 6;
const ROUND_TRIP_MS = 5_000;

/**
 * One Phoenix connection: many channels over one socket.
 *
 * Invariants:
 * 1. A frame that cannot be read closes this connection and nothing else.
 * 2. A client that asks and does not read is not heard: what it is owed stays near {@link UNREAD_ANSWER_BYTES}.
 */
export class Connection implements ConnListener, ConnectionInfo {
	readonly identity: Identity;
	readonly serializer: SerializerVersion;
	family: string | null = null;
	/** Monotonic time at which bytes came in last, in ms. */
	lastActivity: number;
	/** The same moment in ms since 1970. */
	#arrived = 0;
	readonly #conn: Conn;
	readonly #context: ConnectionContext;
	readonly #channels: ConnectionChannels;
	readonly #bucket: TokenBucket;
	#closed = false;
	#pings = 0;
	#pingedAt: number;
	/** Last measured round trip in ms, or below 0. */
	#roundTripMs = -1;

	constructor(conn: Conn, context: ConnectionContext, serializer: SerializerVersion, identity: Identity) {
		this.#conn = conn;
		this.#context = context;
		this.identity = identity;
		this.serializer = serializer;
		this.lastActivity = context.clock.monotonic();
		this.#pingedAt = this.lastActivity;
		this.#bucket = new TokenBucket(context.rateLimit, this.lastActivity);
		this.#channels = new ConnectionChannels(this, context);
	}

	get bufferedBytes(): number {
		return this.#conn.bufferedBytes;
	}

	/** Number of joined channels. */
	get channelCount(): number {
		return this.#channels.size;
	}

	/** The first measurements are made each time, since a single one may come at a bad moment; later ones are shared. */
	ping(done: (rttMs: number) => void): void {
		const now = this.#context.clock.monotonic();
		const isFresh = this.#roundTripMs >= 0 && now - this.#pingedAt < ROUND_TRIP_MS;
		if (this.#pings >= OWN_PINGS && isFresh) return done(this.#roundTripMs);
		this.#pings++;
		this.#pingedAt = now;
		this.#conn.ping((rttMs) => {
			this.#roundTripMs = rttMs;
			done(rttMs);
		});
	}

	activity(): void {
		const { clock } = this.#context;
		this.lastActivity = clock.monotonic();
		this.#arrived = clock.now();
	}

	text(bytes: Buffer): void {
		const admitted = this.#bucket.take(this.lastActivity);
		if (admitted && this.serializer === 2 && this.#channels.feed(bytes, this.#arrived)) return;
		this.guarded(() =>
			this.#dispatch(decodeFrame(this.serializer, bytes.toString()), bytes.length, admitted),
		);
	}

	binary(bytes: Buffer): void {
		const admitted = this.#bucket.take(this.lastActivity);
		this.guarded(() => {
			const message = this.serializer === 1 ? decodeFrame(1, bytes.toString()) : readBinary(bytes);
			this.#dispatch(message, bytes.length, admitted);
		});
	}

	/** The socket is gone: every channel ends. */
	closed(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#channels.endAll();
		this.#context.closed(this);
	}

	/** Closes the socket. */
	close(code: number, reason: string): void {
		this.#conn.close(code, reason);
	}

	/** Ends the socket without a handshake. */
	terminate(): void {
		this.#conn.terminate();
	}

	/** Sends one message. */
	send(message: Message): void {
		this.#conn.sendText(encodeFrame(this.serializer, message));
	}

	/** Sends a message whose payload is JSON already, in up to three pieces. */
	sendShared(joinRef: JsonRef, topic: string, event: string, head: string, body: Buffer, tail: string): void {
		if (this.serializer === 2) {
			const start = `[${JSON.stringify(joinRef)},null,${JSON.stringify(topic)},${JSON.stringify(event)},${head}`;
			this.#conn.push(start, body, `${tail}]`);
		} else {
			const start = `{"topic":${JSON.stringify(topic)},"event":${JSON.stringify(event)},"ref":null,"payload":${head}`;
			this.#conn.push(start, body, `${tail}}`);
		}
	}

	/** Sends a V2 binary broadcast whose payload comes in two pieces. */
	sendBinary(topic: string, event: string, head: Uint8Array, body: Buffer): void {
		const header = encodeBinaryBroadcast({ topic, event, payload: head });
		this.#conn.pushBinary(header, body);
	}

	/** Sends the reply to a message. */
	reply(joinRef: JsonRef, ref: JsonRef, topic: string, { status, response }: ChannelReply): void {
		this.#conn.sendText(encodeReply(this.serializer, { joinRef, ref, topic, status, response }));
	}

	/** Runs `work`; a throw closes this connection and nothing else. */
	guarded(work: () => void): void {
		try {
			work();
		} catch (error) {
			const code = error instanceof SensoctoError ? (error.closeCode ?? 1011) : 1011;
			if (code === 1011) this.#context.log.error({ err: error }, "connection failed");
			this.close(code, error instanceof SensoctoError ? error.code : "internal error");
		}
	}

	#dispatch(message: Message, bytes: number, admitted: boolean): void {
		this.#route(message, bytes, admitted);
		if (this.#conn.bufferedBytes > UNREAD_ANSWER_BYTES) this.#conn.pauseUntilDrained();
	}

	#route(message: Message, bytes: number, admitted: boolean): void {
		const { topic, event, ref } = message;
		if (!admitted) {
			const limit = `${this.#context.rateLimit} messages a second`;
			this.reply(message.joinRef, ref, topic, refuse(new SensoctoError("rate_limited", { limit })));
		} else if (topic === "phoenix" && event === "heartbeat") this.reply(null, ref, topic, ok());
		else this.#channels.route(message, bytes);
	}
}

/** Events of the protocol itself, which keep their meaning in a binary frame. */
const RESERVED = new Set(["phx_join", "phx_leave", "heartbeat"]);

/** Reads a binary push; no channel has an event with a binary payload, so that it becomes one that none knows. */
function readBinary(bytes: Uint8Array): Message {
	const { kind, joinRef, ref, topic, event } = decodeBinaryFrame(bytes);
	if (kind !== "push")
		throw new SensoctoError("malformed_frame", { received: `a binary ${kind} from a client` });
	return { joinRef, ref, topic, event: RESERVED.has(event) ? event : `binary ${event}`, payload: {} };
}
