import {
	decodeFrame,
	encodeBinaryBroadcast,
	encodeFrame,
	encodeReply,
	type JsonRef,
	type Message,
	parseTopic,
} from "@sensocto/protocol";
import type { FakeClock } from "@sensocto/testkit";
import type { Channel, ChannelReply, ChannelSocket } from "../../src/web/socket/channel.ts";

type Listener = (event: never) => void;

/** Opens the server's end of a viewer's channel; the answer is told once the join's reply is on its way. */
export type OpenChannel = (socket: ChannelSocket, params: unknown) => Channel;

/**
 * One WebSocket over a network in hand: what is sent arrives in order, later, or never.
 *
 * The client's end is this object; the server's is the channels it opens.
 */
export class VirtualLink {
	readyState = 0;
	bufferedAmount = 0;
	binaryType = "arraybuffer";
	/** Time to the other end in ms, either way. */
	latencyMs = 10;
	readonly #clock: FakeClock;
	readonly #open: OpenChannel;
	readonly #listeners = new Map<string, Listener[]>();
	readonly #channels = new Map<string, Channel>();
	readonly #waiting: { data: string | ArrayBuffer; at: number; bytes: number }[] = [];
	#isReading = true;
	#lastArrival = 0;
	#isCut = false;

	constructor(clock: FakeClock, open: OpenChannel) {
		this.#clock = clock;
		this.#open = open;
		clock.setTimeout(() => {
			if (this.#isCut) return;
			this.readyState = 1;
			this.#emit("open", {});
		}, this.latencyMs);
	}

	addEventListener(type: string, listener: Listener): void {
		this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
	}

	/** The client sends. */
	send(data: string): void {
		this.#later(() => this.#received(decodeFrame(2, data)));
	}

	/** The client closes. */
	close(): void {
		this.cut();
	}

	/** The connection is gone, with everything on its way; the client learns of it at once. */
	cut(): void {
		if (this.#isCut) return;
		this.#isCut = true;
		this.readyState = 3;
		this.#waiting.length = 0;
		for (const channel of this.#channels.values()) channel.left();
		this.#channels.clear();
		this.#emit("close", { code: 1006, reason: "" });
	}

	/** The client stops taking what arrives, as one in a lift does, or takes it again. */
	read(isReading: boolean): void {
		this.#isReading = isReading;
		this.#deliver();
	}

	#received(message: Message): void {
		const { event, payload, ref, topic } = message;
		const reply = (answer: ChannelReply | null) => {
			if (answer !== null) this.#toClient(encodeReply(2, { ...message, ...answer }));
		};
		if (event === "heartbeat") return reply({ status: "ok", response: {} });
		if (event !== "phx_join") return reply(this.#channels.get(topic)?.receive(message) ?? null);
		this.#channels.get(topic)?.left();
		const channel = this.#open(this.#socketOf(message), payload);
		this.#channels.set(topic, channel);
		reply({ status: "ok", response: { view_id: topic, encoding: "binary", server_time: 0, lobby: {} } });
		void ref;
	}

	#socketOf({ joinRef, topic }: Message): ChannelSocket {
		const push = (event: string, payload: unknown) =>
			this.#toClient(encodeFrame(2, { joinRef, ref: null, topic, event, payload }));
		const link = this;
		return {
			topic: parseTopic(topic),
			connection: {
				identity: {} as never,
				serializer: 2,
				family: null,
				ping: () => {},
				get bufferedBytes() {
					return link.#waiting.reduce((sum, { bytes }) => sum + bytes, 0);
				},
			},
			push,
			pushJson: (event, json) => push(event, JSON.parse(json)),
			pushShared: (event, head, body) => push(event, JSON.parse(`{${head}${body}}`)),
			pushBinary: (event, head, body) => {
				const frame = encodeBinaryBroadcast({ topic, event, payload: Buffer.concat([head, body]) });
				this.#toClient(Uint8Array.from(frame).buffer);
			},
			reply: (ref: JsonRef, answer: ChannelReply) =>
				this.#toClient(encodeReply(2, { joinRef, ref, topic, ...answer })),
			broadcast: push,
		};
	}

	#toClient(data: string | ArrayBuffer): void {
		if (this.#isCut) return;
		const bytes = typeof data === "string" ? data.length : data.byteLength;
		// A network keeps the order whatever the latency does.
		this.#lastArrival = Math.max(this.#lastArrival, this.#clock.monotonic() + this.latencyMs);
		this.#waiting.push({ data, at: this.#lastArrival, bytes });
		this.#clock.setTimeout(() => this.#deliver(), this.#lastArrival - this.#clock.monotonic());
	}

	#deliver(): void {
		const now = this.#clock.monotonic();
		while (this.#isReading && !this.#isCut && this.#waiting[0] !== undefined && this.#waiting[0].at <= now) {
			this.#emit("message", { data: this.#waiting.shift()!.data });
		}
	}

	#later(act: () => void): void {
		this.#clock.setTimeout(() => {
			if (!this.#isCut) act();
		}, this.latencyMs);
	}

	#emit(type: string, event: object): void {
		for (const listener of this.#listeners.get(type) ?? []) listener(event as never);
	}
}
