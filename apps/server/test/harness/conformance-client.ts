import type { Message } from "@sensocto/protocol";
import type { Inbox } from "./inbox.ts";

/** The clients every case runs against. */
export type ClientName = "phoenix" | "sensocto" | "v1";

/** A channel as the cases use it; its library decides what goes over the wire. */
export interface ConformanceChannel {
	/** Resolves with the response. @throws Refusal with the server's reason. */
	join(): Promise<unknown>;
	/** Sends an event and waits for its reply. @throws Refusal with the server's reason. */
	push(event: string, payload: unknown): Promise<unknown>;
	/** Sends an event without waiting. */
	send(event: string, payload: unknown): void;
	/** What the client's user is told of an event from now on. */
	on(event: string): Inbox<unknown>;
	leave(): Promise<void>;
	/** Resolves when the client considers the channel closed. */
	readonly closed: Promise<void>;
}

/** A connection of one of the clients. */
export interface ConformanceClient {
	readonly name: ClientName;
	/** Every message the server sent. */
	readonly wire: Inbox<Message>;
	open(): Promise<void>;
	channel(topic: string, params?: unknown): ConformanceChannel;
	/** Sends a heartbeat; undefined where the client gives no hand on it. */
	heartbeat?(): Promise<void>;
	close(): Promise<void>;
}

/** The server said no. */
export class Refusal extends Error {
	readonly reason: string;
	/** The whole response without the text for people. */
	readonly facts: Readonly<Record<string, unknown>>;

	constructor(response: unknown) {
		const { message, ...facts } = response as Record<string, unknown>;
		super(`${String(facts.reason)}: ${String(message)}`);
		this.reason = String(facts.reason);
		this.facts = facts;
	}
}
