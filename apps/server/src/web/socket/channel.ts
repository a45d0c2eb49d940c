import type { JsonRef, Message, SensoctoError, SerializerVersion, Topic } from "@sensocto/protocol";
import type { Identity } from "../../accounts/identity.ts";
import type { ScannedColumns } from "../../domain/sensors/scanned-columns.ts";

/** Answer of a channel to a message. */
export interface ChannelReply {
	readonly status: "ok" | "error";
	readonly response: object;
}

/** One joined topic of one connection. */
export interface Channel {
	/** Handles an event; null means that no reply is sent (now). */
	receive(message: Message): ChannelReply | null;
	/**
	 * Takes in a number of one attribute that was read by its bytes; false when {@link receive} has to decide.
	 *
	 * Only channels have it whose answer to such a measurement is silence. Hot path.
	 */
	feed?(attributeId: string, value: number, timestamp: number, arrived: number): boolean;
	/** The same for columns. */
	feedColumns?(columns: ScannedColumns, arrived: number): boolean;
	/** The channel ended: left, replaced, or its connection closed. */
	left(): void;
}

/** A join that succeeded. */
export interface Joined {
	readonly channel: Channel;
	readonly response?: object;
	/** Called once the join's reply is on its way. */
	joined?(): void;
}

/** Outcome of a join: a channel, or why not. */
export type JoinOutcome = Joined | SensoctoError;

/** What a channel can do with its connection. */
export interface ChannelSocket {
	/** The joined topic. */
	readonly topic: Topic;
	readonly connection: ConnectionInfo;
	/** Pushes an event to the client. */
	push(event: string, payload: object): void;
	/** Pushes an event whose payload is JSON text already. */
	pushJson(event: string, payloadJson: string): void;
	/** Pushes an event whose payload object is `{` + head + body + `}`; the body is shared between connections. */
	pushShared(event: string, head: string, body: Buffer): void;
	/** Pushes a binary frame (V2 only): head, then body, which is shared between connections. */
	pushBinary(event: string, head: Uint8Array, body: Buffer): void;
	/** Replies to a message later. */
	reply(ref: JsonRef, reply: ChannelReply): void;
	/** Sends an event to every channel on this topic, this one included. */
	broadcast(event: string, payload: unknown): void;
}

/** What a channel may know of its connection. */
export interface ConnectionInfo {
	readonly identity: Identity;
	readonly serializer: SerializerVersion;
	/** Client family announced on the connector channel (`python`, `unity`, …), or null. */
	family: string | null;
	readonly bufferedBytes: number;
	/** Measures the round trip to the client. */
	ping(done: (rttMs: number) => void): void;
}

/** Opens a channel on a topic. */
export type JoinHandler = (socket: ChannelSocket, params: unknown) => JoinOutcome | Promise<JoinOutcome>;

/** A positive reply. */
export function ok(response: object = {}): ChannelReply {
	return { status: "ok", response };
}

/** A negative reply: the reason on the wire, and for people what was wrong and what to do. */
export function refuse(error: SensoctoError): ChannelReply {
	return { status: "error", response: { ...error.details, reason: error.reason, message: error.message } };
}
