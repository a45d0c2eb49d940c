import {
	decodeBinaryFrame,
	decodeFrame,
	encodeFrame,
	encodeReply,
	type JsonRef,
	joinRefusal,
	LIMITS,
	type Message,
	parseTopic,
	SensoctoError,
	type SerializerVersion,
	type Topic,
} from "@sensocto/protocol";
import type { Clock } from "@sensocto/supervision";
import type { Logger } from "pino";
import type { Identity } from "../../accounts/identity.ts";
import {
	type Channel,
	type ChannelReply,
	type ConnectionInfo,
	type Joined,
	type JoinHandler,
	ok,
	refuse,
} from "./channel.ts";
import { ChannelLink } from "./channel-link.ts";
import type { Conn, ConnListener } from "./conn.ts";
import { TokenBucket } from "./token-bucket.ts";
import type { TopicChannels } from "./topic-channels.ts";

/** Messages kept for a topic whose join is still being decided. */
const PENDING_MESSAGES = 256;

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

/**
 * One Phoenix connection: many channels over one socket.
 *
 * Invariants:
 * 1. A topic has at most one channel; a second join replaces it and the client sees the new reply, then `phx_close`.
 * 2. While a join is being decided, messages of its topic wait in order, at most {@link PENDING_MESSAGES}; further joins
 *    and leaves are among them, so that each is answered in turn.
 * 3. A frame that cannot be read closes this connection and nothing else.
 */
export class Connection implements ConnListener, ConnectionInfo {
	readonly identity: Identity;
	readonly serializer: SerializerVersion;
	family: string | null = null;
	/** Monotonic time of the last frame that came in, in ms. */
	lastActivity: number;
	readonly #conn: Conn;
	readonly #context: ConnectionContext;
	readonly #links = new Map<string, ChannelLink>();
	readonly #bucket: TokenBucket;
	#closed = false;

	constructor(conn: Conn, context: ConnectionContext, serializer: SerializerVersion, identity: Identity) {
		this.#conn = conn;
		this.#context = context;
		this.identity = identity;
		this.serializer = serializer;
		this.lastActivity = context.clock.monotonic();
		this.#bucket = new TokenBucket(context.rateLimit, this.lastActivity);
	}

	get bufferedBytes(): number {
		return this.#conn.bufferedBytes;
	}

	/** Number of joined channels. */
	get channelCount(): number {
		return this.#links.size;
	}

	ping(done: (rttMs: number) => void): void {
		this.#conn.ping(done);
	}

	activity(): void {
		this.lastActivity = this.#context.clock.monotonic();
	}

	text(text: string): void {
		this.#guarded(() => this.#dispatch(decodeFrame(this.serializer, text)));
	}

	binary(bytes: Uint8Array): void {
		this.#guarded(() => {
			if (this.serializer === 1) this.#dispatch(decodeFrame(1, Buffer.from(bytes).toString()));
			else this.#dispatch(readBinary(bytes));
		});
	}

	/** The socket is gone: every channel ends. */
	closed(): void {
		if (this.#closed) return;
		this.#closed = true;
		for (const link of this.#links.values()) this.#end(link);
		this.#links.clear();
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

	/** Sends the reply to a message. */
	reply(joinRef: JsonRef, ref: JsonRef, topic: string, { status, response }: ChannelReply): void {
		this.#conn.sendText(encodeReply(this.serializer, { joinRef, ref, topic, status, response }));
	}

	#guarded(work: () => void): void {
		try {
			work();
		} catch (error) {
			const code = error instanceof SensoctoError ? (error.closeCode ?? 1011) : 1011;
			if (code === 1011) this.#context.log.error({ err: error }, "connection failed");
			this.close(code, error instanceof SensoctoError ? error.code : "internal error");
		}
	}

	#dispatch(message: Message): void {
		const { topic, event, ref } = message;
		if (!this.#bucket.take(this.#context.clock.monotonic())) {
			const limit = `${this.#context.rateLimit} messages a second`;
			this.reply(message.joinRef, ref, topic, refuse(new SensoctoError("rate_limited", { limit })));
			return;
		}
		if (topic === "phoenix" && event === "heartbeat") return this.reply(null, ref, topic, ok());
		this.#route(message);
	}

	/** Hands a message to its channel, or lets it wait while the topic's join is being decided. */
	#route(message: Message): void {
		const { topic, event, ref, joinRef } = message;
		const link = this.#links.get(topic);
		if (link !== undefined && link.pending !== null) {
			if (link.pending.length < PENDING_MESSAGES) link.pending.push(message);
			else this.reply(link.joinRef, ref, topic, refuse(new SensoctoError("rate_limited")));
			return;
		}
		if (event === "phx_join") return this.#join(message, link);
		if (link !== undefined && joinRef !== null && joinRef !== link.joinRef) return;
		if (event === "phx_leave") return this.#leave(message, link);
		if (link !== undefined) this.#deliver(link, message);
		else this.reply(null, ref, topic, refuse(new SensoctoError("unmatched_topic", { topic })));
	}

	#deliver(link: ChannelLink, message: Message): void {
		let reply: ChannelReply | null;
		try {
			reply = link.channel!.receive(message);
		} catch (error) {
			this.#crash(link, error);
			return;
		}
		if (reply !== null) this.reply(link.joinRef, message.ref, message.topic, reply);
	}

	#join(message: Message, known: ChannelLink | undefined): void {
		const topic = parseTopic(message.topic);
		const handler = this.#context.handlerOf(topic);
		if (handler === undefined) {
			const error = new SensoctoError(joinRefusal(message.topic), { topic: message.topic });
			return this.reply(null, message.ref, message.topic, refuse(error));
		}
		if (known === undefined && this.#links.size >= LIMITS.channelsPerConnection) {
			return this.#refuseJoin(message, new SensoctoError("too_many_channels"));
		}
		if (Buffer.byteLength(topic.id) > (topic.kind === "viewer_data" ? LIMITS.tokenLength : LIMITS.idBytes)) {
			return this.#refuseJoin(message, new SensoctoError("invalid_topic", { topic: "a longer one" }));
		}
		const link = new ChannelLink(
			this,
			topic,
			message.topic,
			message.joinRef ?? message.ref,
			this.#context.topics,
		);
		this.#links.set(message.topic, link);
		this.#decide(message, link, known, handler);
	}

	/** Runs the join handler; synchronous ones are decided at once. */
	#decide(
		message: Message,
		link: ChannelLink,
		replaced: ChannelLink | undefined,
		handler: JoinHandler,
	): void {
		const settle = (outcome: Joined | SensoctoError) =>
			this.#guarded(() => this.#settle(message, link, replaced, outcome));
		const failed = (error: unknown) => settle(this.#joinFailure(link, error));
		let outcome: ReturnType<JoinHandler>;
		try {
			outcome = handler(link, message.payload);
		} catch (error) {
			return failed(error);
		}
		if (outcome instanceof Promise) outcome.then(settle, failed);
		else settle(outcome);
	}

	#joinFailure(link: ChannelLink, error: unknown): SensoctoError {
		if (error instanceof SensoctoError) return error;
		this.#context.log.error({ err: error, topic: link.topic.canonical }, "join failed");
		return new SensoctoError("join_crashed", { received: "an error on the server" });
	}

	#settle(
		message: Message,
		link: ChannelLink,
		replaced: ChannelLink | undefined,
		outcome: Joined | SensoctoError,
	): void {
		if (replaced !== undefined) this.#end(replaced);
		if (this.#closed) {
			if (!(outcome instanceof SensoctoError)) outcome.channel.left();
			return;
		}
		const waiting = link.pending ?? [];
		link.pending = null;
		if (outcome instanceof SensoctoError) {
			this.#links.delete(message.topic);
			this.#refuseJoin(message, outcome);
		} else {
			link.open(outcome.channel);
			this.reply(link.joinRef, message.ref, message.topic, ok(outcome.response));
		}
		if (replaced !== undefined) this.#sendClose(replaced, message.topic);
		if (!(outcome instanceof SensoctoError)) this.#introduce(link, outcome);
		for (const each of waiting) this.#route(each);
	}

	#introduce(link: ChannelLink, { joined }: Joined): void {
		try {
			joined?.();
		} catch (error) {
			this.#crash(link, error);
		}
	}

	#leave(message: Message, link: ChannelLink | undefined): void {
		const { topic, ref } = message;
		if (link === undefined) return this.reply(message.joinRef, ref, topic, ok());
		this.#links.delete(topic);
		this.#end(link);
		this.reply(link.joinRef, ref, topic, ok());
		this.#sendClose(link, topic);
	}

	#sendClose(link: ChannelLink, topic: string): void {
		this.send({ joinRef: link.joinRef, ref: link.joinRef, topic, event: "phx_close", payload: {} });
	}

	/** A channel that threw ends alone; phoenix.js joins it again. */
	#crash(link: ChannelLink, error: unknown): void {
		this.#context.log.error({ err: error, topic: link.topic.canonical }, "channel crashed");
		this.#links.delete(link.wireTopic);
		this.#end(link);
		this.send({
			joinRef: link.joinRef,
			ref: link.joinRef,
			topic: link.wireTopic,
			event: "phx_error",
			payload: {},
		});
	}

	#end(link: ChannelLink): void {
		link.close();
	}

	#refuseJoin(message: Message, error: SensoctoError): void {
		this.reply(message.joinRef ?? message.ref, message.ref, message.topic, refuse(error));
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

export type { Channel };
