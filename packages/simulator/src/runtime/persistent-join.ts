import type { ClientClock } from "@sensocto/client";

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

/** Opens something that may be refused, again and again with growing waits, until it opens or is stopped. */
export class PersistentJoin {
	readonly #clock: ClientClock;
	readonly #open: () => Promise<void>;
	#timer: unknown;
	#waitMs = FIRST_RETRY_MS;
	/** Number of the latest start; an attempt of an earlier one no longer counts. */
	#round = 0;
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
		this.#round += 1;
		this.#waitMs = FIRST_RETRY_MS;
		this.#attempt(this.#round);
	}

	stop(): void {
		this.#round += 1;
		this.#refusal = undefined;
		this.#clock.clearTimeout(this.#timer);
	}

	#attempt(round: number): void {
		this.#open().then(
			() => {
				if (round === this.#round) this.#refusal = undefined;
			},
			(error: Error) => {
				if (round !== this.#round) return;
				this.#refusal = error;
				this.#timer = this.#clock.setTimeout(() => this.#attempt(round), this.#waitMs);
				this.#waitMs = Math.min(2 * this.#waitMs, LAST_RETRY_MS);
			},
		);
	}
}
