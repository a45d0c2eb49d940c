import {
	joinRefusal,
	LIMITS,
	type MeasurementColumns,
	type Message,
	parseTopic,
	SensoctoError,
} from "@sensocto/protocol";
import { type ChannelReply, type Joined, type JoinHandler, ok, refuse } from "./channel.ts";
import { ChannelLink } from "./channel-link.ts";
import { ColumnsScanner } from "./columns-scanner.ts";
import type { Connection, ConnectionContext } from "./connection.ts";
import { FrameScanner } from "./frame-scanner.ts";

/** Messages kept for a topic whose join is still being decided, and bytes of their frames for all of a connection's. */
const PENDING_MESSAGES = 256;
const PENDING_BYTES = LIMITS.frameBytes;

/** Topics of one connection whose plain measurements are recognised by their bytes. */
const SCANNED_TOPICS = 64;

/** One scanner of each kind serves all connections: a frame is read to its end before the next begins. */
const scanner = new FrameScanner();
const columnsScanner = new ColumnsScanner();

/**
 * The channels of one connection, by topic.
 *
 * Invariants:
 * 1. A topic has at most one channel; a second join replaces it and the client sees the new reply, then `phx_close`.
 * 2. While a join is being decided, messages of its topic wait in order, at most {@link PENDING_MESSAGES} and
 *    {@link PENDING_BYTES}; further joins and leaves are among them, so that each is answered in turn.
 * 3. Links in `fed` are open; a frame is read by its bytes only for these, with the same outcome as the long way.
 */
export class ConnectionChannels {
	readonly #connection: Connection;
	readonly #context: ConnectionContext;
	readonly #links = new Map<string, ChannelLink>();
	/** Links that measurements came in on, in turn; where the last frame was found the next is looked for first. */
	#fed: ChannelLink[] | null = null;
	#fedAt = 0;
	#pendingBytes = 0;
	#closed = false;

	constructor(connection: Connection, context: ConnectionContext) {
		this.#connection = connection;
		this.#context = context;
	}

	/** Number of joined topics. */
	get size(): number {
		return this.#links.size;
	}

	/**
	 * Takes in plain measurements by their bytes; false when the frame has to be decoded. Hot path.
	 *
	 * @param arrived server time of its arrival in ms.
	 */
	feed(bytes: Buffer, arrived: number): boolean {
		const fed = this.#fed;
		if (fed === null) return false;
		const isColumns = ColumnsScanner.endsLikeOne(bytes);
		if (!isColumns && !FrameScanner.endsLikeOne(bytes)) return false;
		for (let tried = 0; tried < fed.length; tried++) {
			const at = (this.#fedAt + tried) % fed.length;
			const link = fed[at]!;
			if (isColumns) {
				if (!columnsScanner.scan(bytes, link.keys)) continue;
				this.#fedAt = at;
				return link.channel!.feedColumns!(columnsScanner, arrived);
			}
			if (!scanner.scan(bytes, link.keys)) continue;
			this.#fedAt = at;
			return link.channel!.feed!(scanner.attributeId, scanner.value, scanner.timestamp, arrived);
		}
		return false;
	}

	/** The connection is gone: every channel ends. */
	endAll(): void {
		this.#closed = true;
		for (const link of this.#links.values()) this.#end(link);
		this.#links.clear();
	}

	/**
	 * Hands a message to its channel, or lets it wait while the topic's join is being decided.
	 *
	 * @param bytes of its frame.
	 */
	route(message: Message, bytes: number): void {
		const { topic, event, ref, joinRef } = message;
		const link = this.#links.get(topic);
		if (link !== undefined && link.pending !== null) {
			const fits = link.pending.length < PENDING_MESSAGES && this.#pendingBytes + bytes <= PENDING_BYTES;
			if (fits) {
				link.pending.push({ message, bytes });
				this.#pendingBytes += bytes;
			} else this.#connection.reply(link.joinRef, ref, topic, refuse(new SensoctoError("rate_limited")));
			return;
		}
		if (event === "phx_join") return this.#join(message, link);
		if (link !== undefined && joinRef !== null && joinRef !== link.joinRef) return;
		if (event === "phx_leave") return this.#leave(message, link);
		if (link !== undefined) this.#deliver(link, message);
		else this.#connection.reply(null, ref, topic, refuse(new SensoctoError("unmatched_topic", { topic })));
	}

	#deliver(link: ChannelLink, message: Message): void {
		let reply: ChannelReply | null;
		try {
			reply = link.channel!.receive(message);
		} catch (error) {
			this.#crash(link, error);
			return;
		}
		if (reply !== null) this.#connection.reply(link.joinRef, message.ref, message.topic, reply);
		else this.#learn(link, message);
	}

	/** Remembers what accepted measurements looked like, so that the next ones are recognised by their bytes. */
	#learn(link: ChannelLink, { event, payload }: Message): void {
		if (link.channel?.feed === undefined || this.#connection.serializer === 1) return;
		const plain = event === "measurement" ? plainAttributes(payload) : columnAttributes(event, payload);
		if (plain.length === 0) return;
		for (const id of plain) link.keys.learn(id);
		this.#fed ??= [];
		if (this.#fed.length < SCANNED_TOPICS && !this.#fed.includes(link)) this.#fed.push(link);
	}

	#join(message: Message, known: ChannelLink | undefined): void {
		const topic = parseTopic(message.topic);
		const handler = this.#context.handlerOf(topic);
		if (handler === undefined) {
			const error = new SensoctoError(joinRefusal(message.topic), { topic: message.topic });
			return this.#connection.reply(null, message.ref, message.topic, refuse(error));
		}
		if (known === undefined && this.#links.size >= LIMITS.channelsPerConnection) {
			return this.#refuseJoin(message, new SensoctoError("too_many_channels"));
		}
		if (Buffer.byteLength(topic.id) > (topic.kind === "viewer_data" ? LIMITS.tokenLength : LIMITS.idBytes)) {
			return this.#refuseJoin(message, new SensoctoError("invalid_topic", { topic: "a longer one" }));
		}
		const link = new ChannelLink(
			this.#connection,
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
			this.#connection.guarded(() => this.#settle(message, link, replaced, outcome));
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
		for (const { bytes } of waiting) this.#pendingBytes -= bytes;
		if (outcome instanceof SensoctoError) {
			this.#links.delete(message.topic);
			this.#refuseJoin(message, outcome);
		} else {
			link.open(outcome.channel);
			this.#connection.reply(link.joinRef, message.ref, message.topic, ok(outcome.response));
		}
		if (replaced !== undefined) this.#sendClose(replaced, message.topic);
		if (!(outcome instanceof SensoctoError)) this.#introduce(link, outcome);
		for (const { bytes, message: each } of waiting) this.route(each, bytes);
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
		if (link === undefined) return this.#connection.reply(message.joinRef, ref, topic, ok());
		this.#links.delete(topic);
		this.#end(link);
		this.#connection.reply(link.joinRef, ref, topic, ok());
		this.#sendClose(link, topic);
	}

	#sendClose(link: ChannelLink, topic: string): void {
		this.#connection.send({
			joinRef: link.joinRef,
			ref: link.joinRef,
			topic,
			event: "phx_close",
			payload: {},
		});
	}

	/** A channel that threw ends alone; phoenix.js joins it again. */
	#crash(link: ChannelLink, error: unknown): void {
		this.#context.log.error({ err: error, topic: link.topic.canonical }, "channel crashed");
		this.#links.delete(link.wireTopic);
		this.#end(link);
		this.#connection.send({
			joinRef: link.joinRef,
			ref: link.joinRef,
			topic: link.wireTopic,
			event: "phx_error",
			payload: {},
		});
	}

	#end(link: ChannelLink): void {
		if (this.#fed !== null) this.#fed = this.#fed.filter((other) => other !== link);
		link.close();
	}

	#refuseJoin(message: Message, error: SensoctoError): void {
		this.#connection.reply(message.joinRef ?? message.ref, message.ref, message.topic, refuse(error));
	}
}

/** The attribute of an accepted measurement, if its value is a number. */
function plainAttributes(payload: unknown): string[] {
	const { attribute_id, payload: value } = (payload ?? {}) as { attribute_id?: unknown; payload?: unknown };
	return typeof attribute_id === "string" && typeof value === "number" ? [attribute_id] : [];
}

/** The attributes of accepted columns. */
function columnAttributes(event: string, payload: unknown): string[] {
	return event === "measurements_columns" ? Object.keys((payload as MeasurementColumns).columns) : [];
}
