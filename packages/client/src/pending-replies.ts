import type { ClientClock } from "./client-clock.ts";
import { noReply, tooManyPending } from "./client-errors.ts";
import { CLIENT_LIMITS } from "./client-limits.ts";

interface PendingReply {
	resolve(response: unknown): void;
	reject(error: unknown): void;
	timer: unknown;
}

/**
 * The questions of one channel that still wait for their answer, by ref.
 *
 * Every entry ends: by its reply, by its timeout, or by {@link rejectAll}.
 */
export class PendingReplies {
	readonly #topic: string;
	readonly #clock: ClientClock;
	readonly #entries = new Map<string, PendingReply>();

	constructor(topic: string, clock: ClientClock) {
		this.#topic = topic;
		this.#clock = clock;
	}

	/**
	 * Waits for the reply to `ref`.
	 *
	 * @throws SensoctoError (as rejection) when the reply is an error, when none comes within `timeoutMs`, or
	 * when too many wait already.
	 */
	wait(ref: string, event: string, timeoutMs: number): Promise<unknown> {
		if (this.#entries.size >= CLIENT_LIMITS.pendingPushes)
			return Promise.reject(tooManyPending(event, this.#topic));
		return new Promise((resolve, reject) => {
			const timer = this.#clock.setTimeout(() => {
				this.#entries.delete(ref);
				reject(noReply(event, this.#topic, timeoutMs));
			}, timeoutMs);
			this.#entries.set(ref, { resolve, reject, timer });
		});
	}

	has(ref: unknown): boolean {
		return typeof ref === "string" && this.#entries.has(ref);
	}

	/** Takes the entry of `ref` out, or answers undefined when nothing waits for it. */
	take(ref: string): PendingReply | undefined {
		const entry = this.#entries.get(ref);
		if (!entry) return undefined;
		this.#entries.delete(ref);
		this.#clock.clearTimeout(entry.timer);
		return entry;
	}

	rejectAll(error: unknown): void {
		for (const ref of [...this.#entries.keys()]) this.take(ref)?.reject(error);
	}
}
