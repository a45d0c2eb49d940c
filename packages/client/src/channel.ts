import type { Message, SensoctoError } from "@sensocto/protocol";
import { rejoinDelay } from "./backoff.ts";
import type { ChannelLink } from "./channel-link.ts";
import { disconnected, notJoined, refusal } from "./client-errors.ts";
import { CLIENT_LIMITS } from "./client-limits.ts";
import { Listeners } from "./listeners.ts";
import { PendingReplies } from "./pending-replies.ts";

/**
 * `closed`: not wanted. `joining`: wanted, the join is on its way or waits for the socket. `joined`.
 * `errored`: was joined, is wanted, waits for its next attempt. `leaving`: the leave is on its way.
 */
export type ChannelState = "closed" | "joining" | "joined" | "errored" | "leaving";

interface JoinWait {
	readonly promise: Promise<unknown>;
	resolve(response: unknown): void;
	reject(error: unknown): void;
}

interface ReplyPayload {
	status?: unknown;
	response?: unknown;
}

/**
 * One topic of a socket.
 *
 * 1. A message whose join reference is neither null nor the current join's is dropped.
 * 2. The first join answers its caller, with success or with the refusal; after a success the channel
 *    joins again by itself whenever the connection or the server's side of it was lost.
 * 3. Pushes made while a join is on its way leave right after it, in order.
 * 4. `closed` is reached by `leave`, by a refused first join, and when the server closes the channel.
 */
export class Channel {
	readonly topic: string;
	readonly #link: ChannelLink;
	readonly #params: () => unknown;
	readonly #replies: PendingReplies;
	readonly #handlers = new Map<string, Listeners<[payload: unknown]>>();
	readonly #joins: Listeners<[response: unknown]>;
	readonly #states: Listeners<[state: ChannelState]>;
	readonly #refusals: Listeners<[error: SensoctoError]>;
	readonly #waiting: Message[] = [];
	#state: ChannelState = "closed";
	#joinRef: string | null = null;
	#firstJoin: JoinWait | undefined;
	#timer: unknown;
	#attempt = 0;
	#response: unknown;

	/** Made by `SensoctoSocket.channel`. */
	constructor(topic: string, params: unknown, link: ChannelLink) {
		this.topic = topic;
		this.#link = link;
		this.#params = typeof params === "function" ? (params as () => unknown) : () => params ?? {};
		this.#replies = new PendingReplies(topic, link.clock);
		const report = (error: unknown): void => link.report(error);
		this.#joins = new Listeners(report);
		this.#states = new Listeners(report);
		this.#refusals = new Listeners(report);
	}

	get state(): ChannelState {
		return this.#state;
	}

	/**
	 * Joins the topic and answers the server's response; while the socket is not open, the join waits for it. When
	 * joined already, answers the response of the latest join.
	 *
	 * @throws SensoctoError (as rejection) with the server's reason, or `timeout`.
	 */
	join(): Promise<unknown> {
		if (this.#firstJoin) return this.#firstJoin.promise;
		if (this.#state === "joined" || this.#state === "errored") return Promise.resolve(this.#response);
		if (this.#state === "leaving") return Promise.reject(notJoined(this.topic, "phx_join"));
		const wait = Promise.withResolvers<unknown>();
		this.#link.attach(this);
		this.#firstJoin = wait;
		this.#attempt = 0;
		this.#enter("joining");
		this.#askToJoin();
		return wait.promise;
	}

	/**
	 * Sends an event and waits for the server's response.
	 *
	 * @throws SensoctoError (as rejection): the server's reason, `timeout`, or `not_joined`.
	 */
	push(event: string, payload: unknown, timeoutMs: number = CLIENT_LIMITS.replyTimeoutMs): Promise<unknown> {
		if (this.#state === "closed" || this.#state === "leaving") {
			return Promise.reject(notJoined(this.topic, event));
		}
		const ref = this.#link.nextRef();
		const reply = this.#replies.wait(ref, event, timeoutMs);
		const message = { joinRef: this.#joinRef, ref, topic: this.topic, event, payload };
		if (this.#state === "joined") this.#link.transmit(message);
		else this.#waiting.push(message);
		if (this.#waiting.length > CLIENT_LIMITS.pendingPushes) this.#waiting.shift();
		return reply;
	}

	/**
	 * Sends an event without waiting for an answer; false when the channel is not joined.
	 *
	 * A refusal that comes all the same goes to the `onRefused` callbacks.
	 */
	send(event: string, payload: unknown): boolean {
		if (this.#state !== "joined") return false;
		this.#link.transmit({
			joinRef: this.#joinRef,
			ref: this.#link.nextRef(),
			topic: this.topic,
			event,
			payload,
		});
		return true;
	}

	/** Calls back with the payload of each `event` the server pushes; the answer ends that. */
	on(event: string, callback: (payload: unknown) => void): () => void {
		const handlers = this.#handlers.get(event) ?? new Listeners((error) => this.#link.report(error));
		this.#handlers.set(event, handlers);
		return handlers.add(callback);
	}

	/** Calls back after every successful join, the first and each later one. */
	onJoin(callback: (response: unknown) => void): () => void {
		return this.#joins.add(callback);
	}

	onState(callback: (state: ChannelState) => void): () => void {
		return this.#states.add(callback);
	}

	/** Calls back when the server refuses something nobody waits for: a `send`, or a later join. */
	onRefused(callback: (error: SensoctoError) => void): () => void {
		return this.#refusals.add(callback);
	}

	/** Leaves the topic; resolves when the server confirmed it, or at once when there is no connection. */
	async leave(): Promise<void> {
		if (this.#state === "closed" || this.#state === "leaving") return;
		// Also while the join is on its way: the server takes the two in order.
		const reachable = this.#joinRef !== null && this.#link.isOpen();
		this.#enter("leaving");
		this.#settleFirstJoin(disconnected(this.topic));
		try {
			if (reachable) await this.#ask("phx_leave", {});
		} catch {
			// No answer: the connection is lost, and with it the server ends the channel by itself.
		}
		this.#end(disconnected(this.topic));
	}

	/** Called by the socket: the connection is open. */
	socketOpened(): void {
		if (this.#state !== "joining" && this.#state !== "errored") return;
		this.#attempt = 0;
		this.#askToJoin();
	}

	/** Called by the socket: the connection is lost; `final` when no other will follow. */
	socketClosed(final: boolean): void {
		this.#link.clock.clearTimeout(this.#timer);
		const error = disconnected(this.topic);
		this.#replies.rejectAll(error);
		this.#joinRef = null;
		if (this.#state === "closed" || this.#state === "leaving") return;
		if (final) {
			this.#settleFirstJoin(error);
			this.#end(error);
		} else if (this.#state === "joined") {
			this.#enter("errored");
		}
	}

	/** Called by the socket with each message of this topic. */
	receive(message: Message): void {
		if (message.joinRef !== null && message.joinRef !== this.#joinRef) return;
		switch (message.event) {
			case "phx_reply":
				this.#replied(message);
				return;
			case "phx_close":
				if (this.#state === "joined") this.#end(disconnected(this.topic));
				return;
			case "phx_error":
				if (this.#state === "joined") this.#lost(disconnected(this.topic));
				return;
			default:
				if (this.#state === "leaving") return;
				this.#handlers.get(message.event)?.emit(message.payload);
		}
	}

	#replied(message: Message): void {
		const reply = message.payload as ReplyPayload;
		const pending = typeof message.ref === "string" ? this.#replies.take(message.ref) : undefined;
		const refused = reply.status === "ok" ? undefined : refusal(this.topic, reply.response);
		if (!pending) {
			if (refused) this.#refusals.emit(refused);
		} else if (refused) {
			pending.reject(refused);
		} else {
			pending.resolve(reply.response);
		}
	}

	/** Sends the join when the socket is open; otherwise `socketOpened` does. */
	#askToJoin(): void {
		this.#link.clock.clearTimeout(this.#timer);
		if (!this.#link.isOpen()) return;
		const ref = this.#link.nextRef();
		this.#joinRef = ref;
		this.#ask("phx_join", this.#params(), ref).then(
			(response) => this.#joined(ref, response),
			(error: SensoctoError) => this.#joinFailed(ref, error),
		);
	}

	#ask(event: string, payload: unknown, ref: string = this.#link.nextRef()): Promise<unknown> {
		const reply = this.#replies.wait(ref, event, CLIENT_LIMITS.replyTimeoutMs);
		this.#link.transmit({ joinRef: this.#joinRef, ref, topic: this.topic, event, payload });
		return reply;
	}

	#joined(ref: string, response: unknown): void {
		if (ref !== this.#joinRef || this.#state === "closed" || this.#state === "leaving") return;
		this.#attempt = 0;
		this.#response = response;
		this.#enter("joined");
		this.#firstJoin?.resolve(response);
		this.#firstJoin = undefined;
		for (const message of this.#waiting.splice(0)) {
			// What timed out meanwhile was reported as failed and must not happen all the same.
			if (this.#replies.has(message.ref)) this.#link.transmit({ ...message, joinRef: this.#joinRef });
		}
		this.#joins.emit(response);
	}

	#joinFailed(ref: string, error: SensoctoError): void {
		// A lost connection rejects this too: then the next connection asks again.
		if (ref !== this.#joinRef) return;
		if (this.#firstJoin) {
			this.#settleFirstJoin(error);
			this.#end(error);
			return;
		}
		this.#refusals.emit(error);
		this.#lost(error);
	}

	/** Not joined any more although wanted: asks again after a while. */
	#lost(error: SensoctoError): void {
		this.#replies.rejectAll(error);
		this.#enter("errored");
		const delay = rejoinDelay(this.#attempt++, () => this.#link.random());
		this.#timer = this.#link.clock.setTimeout(() => this.#askToJoin(), delay);
	}

	#end(error: SensoctoError): void {
		this.#link.clock.clearTimeout(this.#timer);
		this.#replies.rejectAll(error);
		this.#waiting.length = 0;
		this.#joinRef = null;
		this.#link.detach(this);
		this.#enter("closed");
	}

	#settleFirstJoin(error: SensoctoError): void {
		this.#firstJoin?.reject(error);
		this.#firstJoin = undefined;
	}

	#enter(state: ChannelState): void {
		if (state === this.#state) return;
		this.#state = state;
		this.#states.emit(state);
	}
}
