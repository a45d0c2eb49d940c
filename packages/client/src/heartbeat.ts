import type { ClientClock } from "./client-clock.ts";
import { CLIENT_LIMITS } from "./client-limits.ts";

/**
 * Proves that the peer is still there: sends a heartbeat every 30 s and reports a missing answer at the next.
 */
export class Heartbeat {
	readonly #clock: ClientClock;
	readonly #send: () => string;
	readonly #missed: () => void;
	#timer: unknown;
	#awaited: string | undefined;

	/**
	 * @param send sends one heartbeat and answers its ref.
	 * @param missed called when the previous heartbeat is still unanswered.
	 */
	constructor(clock: ClientClock, send: () => string, missed: () => void) {
		this.#clock = clock;
		this.#send = send;
		this.#missed = missed;
	}

	start(): void {
		this.stop();
		this.#timer = this.#clock.setTimeout(() => this.#beat(), CLIENT_LIMITS.heartbeatMs);
	}

	stop(): void {
		this.#clock.clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#awaited = undefined;
	}

	/** Takes the reply to `ref`. */
	answered(ref: unknown): void {
		if (ref === this.#awaited) this.#awaited = undefined;
	}

	#beat(): void {
		if (this.#awaited !== undefined) {
			this.stop();
			this.#missed();
			return;
		}
		this.#awaited = this.#send();
		this.#timer = this.#clock.setTimeout(() => this.#beat(), CLIENT_LIMITS.heartbeatMs);
	}
}
