import type { Clock } from "@sensocto/supervision";
import { CircuitWindow } from "./circuit-window.ts";

/** `open`: nothing is asked; `half-open`: one call at a time finds out whether that may end. */
export type CircuitState = "closed" | "open" | "half-open";

/** A dependency's breaker as others see it. */
export interface CircuitView {
	readonly name: string;
	readonly state: CircuitState;
	/** Failures among the last calls while closed, or those that opened it. */
	readonly failures: number;
	/** Server time from which the next call is let through, in ms; null unless open. */
	readonly retryAt: number | null;
}

export interface CircuitBreakerOptions {
	/** What the dependency is called in metrics and on the dashboard. */
	readonly name: string;
	readonly clock: Clock;
	/** Uniform numbers in 0..1, for the spread of the open time. */
	readonly random: () => number;
	/** A call that takes longer has failed, in ms; its late answer is dropped. */
	readonly timeoutMs: number;
	/** The error of a call that took too long. */
	timedOut(timeoutMs: number): Error;
	/** The error of a call that is not let through. @param retryMs time until one may be. */
	refused(retryMs: number): Error;
	/** Whether an error says that the dependency failed, and not that the question was wrong. Default: any does. */
	isFailure?(error: unknown): boolean;
	onChange?(state: CircuitState, failures: number): void;
}

/** A call that was let through. */
export interface CircuitCall {
	/** Tells its outcome; only the first time counts. */
	end(failed: boolean): void;
}

/** Open times in ms: doubled with each failed attempt to close, and spread so that many nodes don't ask at once. */
const OPEN_MS = 30_000;
const LONGEST_OPEN_MS = 300_000;
const SPREAD = 0.2;

/** Successes that close a half-open breaker. */
const SUCCESSES = 3;

type Phase =
	| { readonly state: "closed"; readonly window: CircuitWindow }
	| { readonly state: "open"; readonly until: number; readonly failures: number; successes: number }
	| { readonly state: "half-open"; readonly failures: number; successes: number; probing: boolean };

/**
 * Keeps calls away from an outside dependency that fails, and finds out when it works again.
 *
 * Invariants:
 * 1. Closed, every call goes through. It opens when half of the last calls failed (20 calls or 30 s, at least 5), or 5 in
 *    a row; a call that takes too long has failed. A success never opens it.
 * 2. Open, every call is refused at once, for 30 s · 2^k up to 5 min, each ± 20 %; k counts the attempts to close that
 *    failed since it was last closed.
 * 3. Then one call at a time goes through: 3 successes close it, a failure opens it again.
 * 4. A call that began before the state changed decides nothing any more.
 * 5. Evidence from calls that don't pass here counts, too: failures as any while closed, successes towards closing.
 *
 * Why not a library: opossum 10 opens for a fixed time and closes with the first success, which a dependency that is just
 * coming up gives easily. cockatiel 4 can grow that time and wait for 3 successes, but lets the 3 probes go at once, makes
 * all other calls wait for their outcome instead of refusing them, reads the host's clock, and would still need the rule
 * of 1 written for it.
 */
export class CircuitBreaker {
	readonly #options: CircuitBreakerOptions;
	#phase: Phase = { state: "closed", window: new CircuitWindow() };
	/** Attempts to close that failed in a row. */
	#attempts = 0;

	constructor(options: CircuitBreakerOptions) {
		this.#options = options;
	}

	get name(): string {
		return this.#options.name;
	}

	/** The state at this moment; an open time that is over counts as half-open. */
	get state(): CircuitState {
		return this.#phase.state === "open" && this.#remainingMs() <= 0 ? "half-open" : this.#phase.state;
	}

	/** What others may know. */
	view(): CircuitView {
		const phase = this.#phase;
		const { state } = this;
		return {
			name: this.name,
			state,
			failures: phase.state === "closed" ? phase.window.failures : phase.failures,
			retryAt: state === "open" ? Math.ceil(this.#options.clock.now() + this.#remainingMs()) : null,
		};
	}

	/**
	 * Calls the dependency, or refuses to. The call's signal aborts when it has taken too long: what it still brings has
	 * to be given back.
	 * @throws what `refused` or `timedOut` make, or the call's own error.
	 */
	async run<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
		const { clock, isFailure, timedOut, timeoutMs } = this.#options;
		const started = this.begin();
		const late = new AbortController();
		const timer = clock.setTimeout(() => late.abort(timedOut(timeoutMs)), timeoutMs);
		let failed = false;
		try {
			return await orAborted(call(late.signal), late.signal);
		} catch (error) {
			failed = late.signal.aborted || (isFailure?.(error) ?? true);
			throw error;
		} finally {
			clock.clearTimeout(timer);
			started.end(failed);
		}
	}

	/** Lets a call through that has to end within its own limit of time. @throws what `refused` makes. */
	begin(): CircuitCall {
		const phase = this.#admit();
		let open = true;
		return {
			end: (failed) => {
				if (open && phase === this.#phase) this.#settle(failed);
				open = false;
			},
		};
	}

	/** Takes the outcome of a call that somebody made without asking here. */
	observe(succeeded: boolean): void {
		const phase = this.#phase;
		if (phase.state === "closed") return this.#count(phase.window, !succeeded);
		phase.successes = succeeded ? phase.successes + 1 : 0;
		if (phase.successes >= SUCCESSES) this.#close();
	}

	/** The dependency was started anew by whoever owns it: what happened before says nothing any more. */
	reset(): void {
		if (this.#phase.state !== "closed") this.#close();
	}

	/** Lets a call through or throws; answers the phase that its outcome belongs to. */
	#admit(): Phase {
		const { refused } = this.#options;
		if (this.#phase.state === "open") {
			const waitMs = this.#remainingMs();
			if (waitMs > 0) throw refused(waitMs);
			const { failures } = this.#phase;
			this.#enter({ state: "half-open", failures, successes: 0, probing: false });
		}
		const phase = this.#phase;
		if (phase.state === "half-open") {
			if (phase.probing) throw refused(this.#options.timeoutMs);
			phase.probing = true;
		}
		return phase;
	}

	#settle(failed: boolean): void {
		const phase = this.#phase;
		switch (phase.state) {
			case "closed":
				return this.#count(phase.window, failed);
			case "half-open":
				phase.probing = false;
				if (failed) {
					this.#attempts++;
					return this.#open(phase.failures + 1);
				}
				phase.successes++;
				if (phase.successes >= SUCCESSES) this.#close();
				return;
			case "open":
				return; // Nothing is called while open.
		}
	}

	#count(window: CircuitWindow, failed: boolean): void {
		window.add(failed, this.#options.clock.monotonic());
		if (failed && window.isFailing) this.#open(window.failures);
	}

	#open(failures: number): void {
		const { clock, random } = this.#options;
		const openMs = Math.min(LONGEST_OPEN_MS, OPEN_MS * 2 ** this.#attempts);
		const until = clock.monotonic() + openMs * (1 + SPREAD * (2 * random() - 1));
		this.#enter({ state: "open", until, failures, successes: 0 });
	}

	#close(): void {
		this.#attempts = 0;
		this.#enter({ state: "closed", window: new CircuitWindow() });
	}

	#enter(phase: Phase): void {
		this.#phase = phase;
		this.#options.onChange?.(phase.state, phase.state === "closed" ? 0 : phase.failures);
	}

	#remainingMs(): number {
		return this.#phase.state === "open" ? this.#phase.until - this.#options.clock.monotonic() : 0;
	}
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		signal.addEventListener("abort", () => reject(signal.reason), { once: true });
		work.then(resolve, reject);
	});
}
