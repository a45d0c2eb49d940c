import type { Clock } from "./clock.ts";
import { DisposalList } from "./disposal-list.ts";
import { Mailbox, type MailboxHost, type MailboxOptions } from "./mailbox.ts";
import type { EmitterLike, Release, Scope } from "./scope.ts";
import type { SupervisionEvent } from "./supervision-event.ts";
import { isThenable } from "./thenable.ts";

/** How an incarnation ended by itself. */
export type ScopeEnd = { readonly kind: "crash"; readonly error: unknown } | { readonly kind: "done" };

/** The child an incarnation belongs to. */
export interface ScopeOwner {
	readonly clock: Clock;
	/** Called at most once, while the scope is open. The owner closes the scope. */
	scopeEnded(scope: WorkerScope, end: ScopeEnd): void;
	scopeProblem(event: "late_crash" | "dispose_failed", error: unknown): void;
	/** The event stream a supervisor without its own inherits. */
	observe(event: SupervisionEvent): void;
}

/** The scope a child hands to one incarnation of its worker; see {@link Scope} for what it guarantees. */
export class WorkerScope implements Scope, MailboxHost {
	readonly owner: ScopeOwner;
	readonly #disposals = new DisposalList();
	#mailboxes: Pick<Mailbox<unknown>, "length" | "close">[] | undefined;
	#controller: AbortController | undefined;
	#end: ScopeEnd | undefined;
	#open = true;
	#closing: Promise<void> | undefined;

	constructor(owner: ScopeOwner) {
		this.owner = owner;
	}

	get clock(): Clock {
		return this.owner.clock;
	}

	/** How the incarnation ended by itself, if it did. */
	get end(): ScopeEnd | undefined {
		return this.#end;
	}

	/** Messages waiting in all mailboxes; undefined without one. */
	get mailboxLength(): number | undefined {
		return this.#mailboxes?.reduce((sum, mailbox) => sum + mailbox.length, 0);
	}

	get signal(): AbortSignal {
		this.#controller ??= new AbortController();
		if (!this.#open) this.#controller.abort();
		return this.#controller.signal;
	}

	after(ms: number, fn: () => unknown): Release {
		const { clock } = this.owner;
		const timer = clock.setTimeout(() => {
			this.#disposals.remove(entry);
			this.#call(fn);
		}, ms);
		const entry = this.#disposals.add(() => clock.clearTimeout(timer));
		return this.#opened(entry);
	}

	every(ms: number, fn: () => unknown): Release {
		const { clock } = this.owner;
		let pending = false;
		const settled = () => {
			pending = false;
		};
		const timer = clock.setInterval(() => {
			if (pending) return;
			const result = this.#call(fn);
			if (!isThenable(result)) return;
			pending = true;
			result.then(settled, settled);
		}, ms);
		return this.defer(() => clock.clearInterval(timer));
	}

	listen<A extends unknown[]>(
		source: EmitterLike | EventTarget,
		event: string,
		fn: (...args: A) => unknown,
	): Release {
		const listener = this.bind(fn) as (...args: unknown[]) => void;
		if ("on" in source) {
			source.on(event, listener);
			return this.defer(() => void source.off(event, listener));
		}
		source.addEventListener(event, listener);
		return this.defer(() => source.removeEventListener(event, listener));
	}

	mailbox<T>(handle: (message: T) => void | Promise<void>, options: MailboxOptions<T>): Mailbox<T> {
		const mailbox = new Mailbox(handle, options, this);
		if (!this.#open) mailbox.close();
		this.#mailboxes ??= [];
		this.#mailboxes.push(mailbox);
		return mailbox;
	}

	defer(dispose: () => unknown): Release {
		return this.#opened(this.#disposals.add(dispose));
	}

	run(work: PromiseLike<unknown> | (() => unknown)): void {
		if (typeof work === "function") this.#call(work);
		else work.then(undefined, (error) => this.fail(error));
	}

	bind<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => R | undefined {
		return (...args) => {
			if (!this.#open) return undefined;
			try {
				const result = fn(...args);
				if (isThenable(result)) result.then(undefined, (error) => this.fail(error));
				return result;
			} catch (error) {
				this.fail(error);
				return undefined;
			}
		};
	}

	fail(error: unknown): void {
		if (!this.#open || this.#end !== undefined) {
			// An operation that ends because the scope's signal aborted it reports what was asked of it.
			if (error instanceof Error && error.name === "AbortError") return;
			this.owner.scopeProblem("late_crash", error);
			return;
		}
		this.#end = { kind: "crash", error };
		this.owner.scopeEnded(this, this.#end);
	}

	done(): void {
		if (!this.#open || this.#end !== undefined) return;
		this.#end = { kind: "done" };
		this.owner.scopeEnded(this, this.#end);
	}

	/** Silences every callback and disposes of everything. @returns a promise only if a disposal is asynchronous. */
	close(): Promise<void> | undefined {
		if (!this.#open) return this.#closing;
		this.#open = false;
		for (const mailbox of this.#mailboxes ?? []) mailbox.close();
		this.#controller?.abort();
		this.#closing = this.#disposals.run(this.#disposeFailed);
		return this.#closing;
	}

	/** Closes without waiting for disposals that hang: those behind them run now. */
	kill(): void {
		void this.close();
		this.#disposals.runWithoutWaiting(this.#disposeFailed);
	}

	#opened(entry: ReturnType<DisposalList["add"]>): Release {
		const release = this.#disposals.releaser(entry, this.#disposeFailed);
		if (!this.#open) release();
		return release;
	}

	#call(fn: () => unknown): unknown {
		if (!this.#open) return undefined;
		try {
			const result = fn();
			if (isThenable(result)) result.then(undefined, (error) => this.fail(error));
			return result;
		} catch (error) {
			this.fail(error);
			return undefined;
		}
	}

	get #disposeFailed(): (error: unknown) => void {
		return (error) => this.owner.scopeProblem("dispose_failed", error);
	}
}
