import type { Message } from "@sensocto/protocol";
import { reconnectDelay } from "./backoff.ts";
import { Channel } from "./channel.ts";
import { type ClientClock, systemClock } from "./client-clock.ts";
import { CLIENT_LIMITS } from "./client-limits.ts";
import { Connection, type WebSocketConstructor } from "./connection.ts";
import { Heartbeat } from "./heartbeat.ts";
import { Listeners } from "./listeners.ts";
import { SharedWindows } from "./shared-windows.ts";
import { socketUrl } from "./socket-url.ts";

/** `waiting`: the connection is lost and the next attempt is planned. `closed`: no attempt is planned. */
export type SocketState = "connecting" | "open" | "closed" | "waiting";

/** Why a socket is in its state: the last close code and reason, and the planned wait in ms. */
export interface SocketStateDetail {
	code?: number;
	reason?: string;
	retryInMs?: number;
}

export interface SocketOptions {
	/** Further query parameters of the connection, such as `token`. */
	params?: Readonly<Record<string, string>>;
	/** Time and timers. */
	clock?: ClientClock;
	/** Uniform numbers in [0, 1) that spread reconnections. */
	random?: () => number;
	/** WebSocket class; the global one by default. */
	WebSocket?: WebSocketConstructor;
	/** Takes errors no caller waits for; by default they are thrown from a microtask of their own. */
	onError?: (error: unknown) => void;
}

/**
 * A connection to a Sensocto server that heals itself.
 *
 * 1. Lost connections come back with a growing, spread wait, and every wanted channel joins again.
 * 2. Only `close()` and a normal closure (code 1000) by the server end it.
 * 3. A heartbeat without an answer within 30 s counts as a lost connection.
 */
export class SensoctoSocket {
	readonly clock: ClientClock;
	/** When the windows of its sensors end. */
	readonly windows: SharedWindows;
	readonly #url: string;
	readonly #random: () => number;
	readonly #WebSocket: WebSocketConstructor;
	readonly #report: (error: unknown) => void;
	readonly #states: Listeners<[state: SocketState, detail: SocketStateDetail]>;
	readonly #channels = new Map<string, Set<Channel>>();
	readonly #heartbeat: Heartbeat;
	#connection: Connection | undefined;
	#state: SocketState = "closed";
	#closing: PromiseWithResolvers<void> | undefined;
	#ref = 0;
	#attempt = 0;
	#retry: unknown;
	#stable: unknown;

	/**
	 * @param url address of the server, `http(s)://` or `ws(s)://`, e.g. `http://127.0.0.1:4000`.
	 * @throws SensoctoError `invalid_url` when `url` is no such address.
	 */
	constructor(url: string, options: SocketOptions = {}) {
		this.#url = socketUrl(url, options.params);
		this.clock = options.clock ?? systemClock;
		this.#random = options.random ?? Math.random;
		this.#WebSocket = options.WebSocket ?? WebSocket;
		this.#report = options.onError ?? rethrow;
		this.windows = new SharedWindows(this.clock, this.#report);
		this.#states = new Listeners(this.#report);
		this.#heartbeat = new Heartbeat(
			this.clock,
			() => this.#sendHeartbeat(),
			() => this.#connection?.abandon(4000, "heartbeat timeout"),
		);
	}

	get state(): SocketState {
		return this.#state;
	}

	/** Bytes handed to the WebSocket that the network has not taken yet. */
	get bufferedBytes(): number {
		return this.#connection?.bufferedBytes ?? 0;
	}

	/** A uniform number in [0, 1) that spreads waits. */
	random(): number {
		return this.#random();
	}

	/** Takes an error no caller waits for. */
	report(error: unknown): void {
		this.#report(error);
	}

	/** Opens the connection; while waiting for the next attempt, tries at once. */
	connect(): void {
		if (this.#state === "open" || this.#state === "connecting") return;
		this.clock.clearTimeout(this.#retry);
		this.#enter("connecting", {});
		this.#connection = new Connection(this.#WebSocket, this.#url, this.clock, {
			open: () => this.#opened(),
			message: (message) => this.#received(message),
			closed: (code, reason) => this.#closed(code, reason),
		});
	}

	/** Ends the connection for good, after what was sent; resolves when it is over. */
	async close(): Promise<void> {
		if (this.#closing) return this.#closing.promise;
		this.clock.clearTimeout(this.#retry);
		const connection = this.#connection;
		if (!connection) {
			this.#end({ code: 1000, reason: "client closes" });
			return;
		}
		const over = Promise.withResolvers<void>();
		this.#closing = over;
		connection.close();
		const patience = this.clock.setTimeout(
			() => connection.abandon(1000, "client closes"),
			CLIENT_LIMITS.closeTimeoutMs,
		);
		await over.promise;
		this.clock.clearTimeout(patience);
	}

	/**
	 * Makes a channel for a topic; nothing is sent before its `join()`.
	 *
	 * @param params join parameters, or a function called at each join.
	 */
	channel(topic: string, params?: unknown | (() => unknown)): Channel {
		return new Channel(topic, params, {
			clock: this.clock,
			random: this.#random,
			isOpen: () => this.#state === "open",
			nextRef: () => this.#nextRef(),
			transmit: (message) => this.#connection?.send(message),
			report: this.#report,
			attach: (channel) => this.#attach(channel),
			detach: (channel) => this.#detach(channel),
		});
	}

	/** Calls back at each change of state; the answer ends that. */
	onState(callback: (state: SocketState, detail: SocketStateDetail) => void): () => void {
		return this.#states.add(callback);
	}

	#nextRef(): string {
		this.#ref += 1;
		return String(this.#ref);
	}

	#sendHeartbeat(): string {
		const ref = this.#nextRef();
		this.#connection?.send({ joinRef: null, ref, topic: "phoenix", event: "heartbeat", payload: {} });
		return ref;
	}

	#attach(channel: Channel): void {
		const channels = this.#channels.get(channel.topic) ?? new Set();
		channels.add(channel);
		this.#channels.set(channel.topic, channels);
	}

	#detach(channel: Channel): void {
		const channels = this.#channels.get(channel.topic);
		channels?.delete(channel);
		if (channels?.size === 0) this.#channels.delete(channel.topic);
	}

	#opened(): void {
		this.#stable = this.clock.setTimeout(() => {
			this.#attempt = 0;
		}, CLIENT_LIMITS.stableAfterMs);
		this.#heartbeat.start();
		this.#enter("open", {});
		this.#eachChannel((channel) => channel.socketOpened());
	}

	#received(message: Message): void {
		if (message.topic === "phoenix") {
			this.#heartbeat.answered(message.ref);
			return;
		}
		const channels = this.#channels.get(message.topic);
		if (!channels) return;
		for (const channel of channels) channel.receive(message);
	}

	#closed(code: number, reason: string): void {
		this.#connection = undefined;
		this.#heartbeat.stop();
		this.clock.clearTimeout(this.#stable);
		if (this.#closing || code === 1000) {
			this.#end({ code, reason });
			return;
		}
		const retryInMs = reconnectDelay(this.#attempt++, this.#random);
		this.#retry = this.clock.setTimeout(() => this.connect(), retryInMs);
		this.#enter("waiting", { code, reason, retryInMs });
		this.#eachChannel((channel) => channel.socketClosed(false));
	}

	#end(detail: SocketStateDetail): void {
		this.#enter("closed", detail);
		this.#eachChannel((channel) => channel.socketClosed(true));
		this.#closing?.resolve();
		this.#closing = undefined;
	}

	#eachChannel(visit: (channel: Channel) => void): void {
		for (const channels of [...this.#channels.values()]) for (const channel of [...channels]) visit(channel);
	}

	#enter(state: SocketState, detail: SocketStateDetail): void {
		if (state === this.#state) return;
		this.#state = state;
		this.#states.emit(state, detail);
	}
}

function rethrow(error: unknown): void {
	queueMicrotask(() => {
		throw error;
	});
}
