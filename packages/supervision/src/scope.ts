import type { Clock } from "./clock.ts";
import type { Mailbox, MailboxOptions } from "./mailbox.ts";

/** Undoes a registration now; calling it again, or after the scope has closed, does nothing. */
export type Release = () => void;

/** Anything with Node's listener methods. */
export interface EmitterLike {
	on(event: string, listener: (...args: unknown[]) => void): unknown;
	off(event: string, listener: (...args: unknown[]) => void): unknown;
}

/**
 * Everything one incarnation of a worker has open, and the border of its failures.
 *
 * 1. A throw or rejection in any callback registered here is the crash of this worker and of nothing else.
 * 2. Once the scope has closed no callback registered here runs again.
 * 3. What was opened is disposed in reverse order when the worker stops, after its `stop` has finished, and
 *    at once when it crashes.
 * 4. A registration on a closed scope is disposed immediately.
 */
export interface Scope {
	/** The supervisor's clock. */
	readonly clock: Clock;
	/** Aborts when the scope closes. */
	readonly signal: AbortSignal;
	/** Calls `fn` once after `ms` milliseconds. */
	after(ms: number, fn: () => unknown): Release;
	/** Calls `fn` every `ms` milliseconds; ticks that fall while an asynchronous `fn` is pending are skipped. */
	every(ms: number, fn: () => unknown): Release;
	/** Listens to an emitter, or to an event target that is no emitter. */
	listen<A extends unknown[]>(
		source: EmitterLike | EventTarget,
		event: string,
		fn: (...args: A) => unknown,
	): Release;
	/** Opens a bounded queue whose messages are handled one at a time, in order. */
	mailbox<T>(handle: (message: T) => void | Promise<void>, options: MailboxOptions<T>): Mailbox<T>;
	/** Registers a disposal; asynchronous ones are awaited before the next runs. */
	defer(dispose: () => unknown): Release;
	/** Watches a promise, or calls a function and watches what it returns. */
	run(work: PromiseLike<unknown> | (() => unknown)): void;
	/**
	 * Wraps a callback for a party that knows nothing of scopes: a throw is this worker's crash and the
	 * wrapper returns undefined; a rejection is this worker's crash and reaches the caller as well.
	 */
	bind<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => R | undefined;
	/** Crashes the worker. */
	fail(error: unknown): void;
	/** Ends the worker normally: a permanent one starts again, a transient or temporary one does not. */
	done(): void;
}
