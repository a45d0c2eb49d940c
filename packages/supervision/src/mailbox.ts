import type { Clock } from "./clock.ts";
import { RingQueue } from "./ring-queue.ts";
import { SupervisionError } from "./supervision-error.ts";
import { isThenable } from "./thenable.ts";

/** Messages handled in a row before input and output get their turn. */
export const MAILBOX_TURN_MESSAGES = 1_024;

/** Bounds of a mailbox. */
export interface MailboxOptions<T> {
	/** Most messages that may wait. */
	readonly limit: number;
	/**
	 * What happens to a message that finds the mailbox full: `refuse` it (default), `drop_oldest` to make room
	 * for it, `crash` the worker, or a callback of the worker's that receives the refused message.
	 */
	readonly onOverflow?: "refuse" | "drop_oldest" | "crash" | ((message: T) => void);
}

/** What a mailbox needs from the scope that owns it. */
export interface MailboxHost {
	readonly clock: Clock;
	fail(error: unknown): void;
}

/**
 * Bounded queue of messages to one worker.
 *
 * Invariants: (1) messages are handled in the order of `push`, never inside `push`; (2) the next message
 * waits for an asynchronous handler to settle; (3) at most `limit` messages wait; (4) a handler's throw or
 * rejection crashes the worker, and the messages left are lost with it; (5) a long backlog lets other work
 * through every {@link MAILBOX_TURN_MESSAGES} messages.
 */
export class Mailbox<T> {
	readonly #queue = new RingQueue<T>();
	readonly #handle: (message: T) => void | Promise<void>;
	readonly #options: MailboxOptions<T>;
	readonly #host: MailboxHost;
	#open = true;
	/** A drain is scheduled, running, or waiting for an asynchronous handler. */
	#draining = false;
	#turn = MAILBOX_TURN_MESSAGES;
	#dropped = 0;
	#waiters: (() => void)[] = [];

	constructor(handle: (message: T) => void | Promise<void>, options: MailboxOptions<T>, host: MailboxHost) {
		this.#handle = handle;
		this.#options = options;
		this.#host = host;
	}

	/** Messages waiting, without the one being handled. */
	get length(): number {
		return this.#queue.length;
	}

	/** Messages lost to overflow so far. */
	get dropped(): number {
		return this.#dropped;
	}

	/** Enqueues a message. @returns false when it was not taken: the mailbox is full or its worker has ended. */
	push(message: T): boolean {
		if (!this.#open) return false;
		if (this.#queue.length >= this.#options.limit && !this.#makeRoom(message)) return false;
		this.#queue.push(message);
		if (!this.#draining) {
			this.#draining = true;
			queueMicrotask(this.#drain);
		}
		return true;
	}

	/** Resolves once nothing waits and nothing is being handled, or the worker has ended. */
	drained(): Promise<void> {
		if (!this.#open || !this.#draining) return Promise.resolve();
		return new Promise((resolve) => this.#waiters.push(resolve));
	}

	/** Refuses further messages and forgets those that wait; the scope's part. */
	close(): void {
		this.#open = false;
		this.#queue.clear();
		this.#wake();
	}

	readonly #drain = (): void => {
		while (this.#open && this.#queue.length > 0) {
			if (this.#turn === 0) {
				this.#turn = MAILBOX_TURN_MESSAGES;
				this.#host.clock.setTimeout(this.#drain, 0);
				return;
			}
			this.#turn--;
			let handled: unknown;
			try {
				handled = this.#handle(this.#queue.shift() as T);
			} catch (error) {
				this.#crash(error);
				return;
			}
			if (isThenable(handled)) {
				handled.then(this.#drain, this.#crash);
				return;
			}
		}
		this.#turn = MAILBOX_TURN_MESSAGES;
		this.#draining = false;
		this.#wake();
	};

	readonly #crash = (error: unknown): void => {
		this.#draining = false;
		this.#host.fail(error);
	};

	#makeRoom(message: T): boolean {
		this.#dropped++;
		const { limit, onOverflow = "refuse" } = this.#options;
		if (onOverflow === "drop_oldest") {
			this.#queue.shift();
			return limit > 0;
		}
		if (onOverflow === "crash") {
			this.#host.fail(
				new SupervisionError("mailbox_overflow", `the mailbox holds its limit of ${limit} messages`),
			);
		} else if (onOverflow !== "refuse") {
			try {
				onOverflow(message);
			} catch (error) {
				this.#host.fail(error);
			}
		}
		return false;
	}

	#wake(): void {
		if (this.#waiters.length === 0) return;
		const waiters = this.#waiters;
		this.#waiters = [];
		for (const resolve of waiters) resolve();
	}
}
