import type { ClientClock } from "@sensocto/client";

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

/** Opens something that may be refused, again and again with growing waits, until it opens or is stopped. */
export class PersistentJoin {
	readonly #clock: ClientClock;
	readonly #open: () => Promise<void>;
	#timer: unknown;
	#waitMs = FIRST_RETRY_MS;
	#stopped = false;
	#refusal: Error | undefined;

	constructor(clock: ClientClock, open: () => Promise<void>) {
		this.#clock = clock;
		this.#open = open;
	}

	/** Why the latest attempt failed; undefined after a success. */
	get refusal(): Error | undefined {
		return this.#refusal;
	}

	start(): void {
		this.#open().then(
			() => {
				this.#refusal = undefined;
			},
			(error: Error) => {
				this.#refusal = error;
				if (this.#stopped) return;
				this.#timer = this.#clock.setTimeout(() => this.start(), this.#waitMs);
				this.#waitMs = Math.min(2 * this.#waitMs, LAST_RETRY_MS);
			},
		);
	}

	stop(): void {
		this.#stopped = true;
		this.#clock.clearTimeout(this.#timer);
	}
}
