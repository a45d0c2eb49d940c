import type { JsonRef, Message, Topic } from "@sensocto/protocol";
import type { Channel, ChannelReply, ChannelSocket, ConnectionInfo } from "./channel.ts";
import type { Connection } from "./connection.ts";
import { ScanKeys } from "./scan-keys.ts";
import type { TopicChannels } from "./topic-channels.ts";

/** Ties one channel to its connection under the reference of its join. */
export class ChannelLink implements ChannelSocket {
	readonly topic: Topic;
	/** The topic as the client spells it. */
	readonly wireTopic: string;
	readonly joinRef: JsonRef;
	channel: Channel | null = null;
	/** Messages that wait for the join's decision, with the bytes of their frames; null once it is open. */
	pending: { readonly message: Message; readonly bytes: number }[] | null = [];
	#keys: ScanKeys | null = null;
	readonly #connection: Connection;
	readonly #topics: TopicChannels;
	#closed = false;

	constructor(
		connection: Connection,
		topic: Topic,
		wireTopic: string,
		joinRef: JsonRef,
		topics: TopicChannels,
	) {
		this.#connection = connection;
		this.topic = topic;
		this.wireTopic = wireTopic;
		this.joinRef = joinRef;
		this.#topics = topics;
	}

	get connection(): ConnectionInfo {
		return this.#connection;
	}

	/** The bytes by which its measurements are recognised. */
	get keys(): ScanKeys {
		this.#keys ??= new ScanKeys(this.wireTopic, this.joinRef);
		return this.#keys;
	}

	/** Nothing is pushed before the join's reply and after the channel's end. */
	get #silent(): boolean {
		return this.#closed || this.channel === null;
	}

	/** The join was accepted. */
	open(channel: Channel): void {
		this.channel = channel;
		this.#topics.add(this);
	}

	/** The channel ended; what it still tries to send is dropped. */
	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#topics.delete(this);
		this.channel?.left();
	}

	push(event: string, payload: object): void {
		if (this.#silent) return;
		this.#connection.send({ joinRef: this.joinRef, ref: null, topic: this.wireTopic, event, payload });
	}

	pushJson(event: string, payloadJson: string): void {
		if (this.#silent) return;
		this.#connection.sendShared(this.joinRef, this.wireTopic, event, payloadJson, EMPTY, "");
	}

	pushShared(event: string, head: string, body: Buffer): void {
		if (this.#silent) return;
		this.#connection.sendShared(this.joinRef, this.wireTopic, event, `{${head}`, body, "}");
	}

	pushBinary(event: string, head: Uint8Array, body: Buffer): void {
		if (this.#silent) return;
		this.#connection.sendBinary(this.wireTopic, event, head, body);
	}

	reply(ref: JsonRef, reply: ChannelReply): void {
		if (this.#closed) return;
		this.#connection.reply(this.joinRef, ref, this.wireTopic, reply);
	}

	broadcast(event: string, payload: unknown): void {
		this.#topics.broadcast(this.topic.canonical, event, payload);
	}

	/** Receives a broadcast, which carries no join reference; a client that leaves too much unread misses it. */
	broadcasted(event: string, payload: unknown): void {
		if (this.#connection.bufferedBytes > UNREAD_BYTES) return;
		this.#connection.send({ joinRef: null, ref: null, topic: this.wireTopic, event, payload });
	}
}

const EMPTY = Buffer.alloc(0);

/** Bytes a client may leave unread before it misses what others shout. */
const UNREAD_BYTES = 1_048_576;
