import { SensoctoError } from "@sensocto/protocol";
import type { Clock, Timer } from "@sensocto/supervision";
import type pg from "pg";
import { isConnectionLost } from "./connection-lost.ts";

/** Longest time a connection may be held for one piece of work, in ms. */
const HELD_MS = 30_000;

/**
 * A connection on loan from the pool.
 *
 * 1. Whoever holds it for longer than 30 s has no answer to hope for: the network is gone and nobody was told. It is then
 *    taken back and closed, so that what waits on it fails.
 * 2. What fails for that reason, or because the server hung up, is `storage_unavailable`.
 * 3. It is given back once, whoever does it first.
 */
export class HeldConnection {
	readonly #client: pg.PoolClient;
	readonly #clock: Clock;
	readonly #timer: Timer;
	readonly #onReturn: (failed: boolean) => void;
	/** It was taken back, or the server hung up. */
	#failed = false;
	#held = true;

	/** @param onReturn called once, with whether it was taken back or the server hung up. */
	constructor(client: pg.PoolClient, clock: Clock, onReturn: (failed: boolean) => void) {
		this.#client = client;
		this.#clock = clock;
		this.#onReturn = onReturn;
		this.#timer = clock.setTimeout(() => {
			this.#failed = true;
			this.release(new Error(`no answer within ${HELD_MS} ms`));
		}, HELD_MS);
	}

	/** Works with the connection. @throws SensoctoError `storage_unavailable`, or the work's own error. */
	async work<T>(fn: (client: pg.PoolClient) => Promise<T>): Promise<T> {
		try {
			return await fn(this.#client);
		} catch (cause) {
			this.#failed ||= isConnectionLost(cause);
			throw this.#failed ? new SensoctoError("storage_unavailable", undefined, { cause }) : cause;
		}
	}

	/** Gives it back. @param broken it is of no use any more and is closed. */
	release(broken?: Error | boolean): void {
		if (!this.#held) return;
		this.#held = false;
		this.#clock.clearTimeout(this.#timer);
		this.#client.release(broken ?? (this.#failed || undefined));
		this.#onReturn(this.#failed);
	}
}
