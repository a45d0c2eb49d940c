import { SensoctoError } from "@sensocto/protocol";
import type pg from "pg";
import type { CircuitBreaker } from "../circuit-breaker.ts";

/**
 * The pool for whoever can do without the database: its connections are got through the breaker.
 *
 * What is guarded is getting a connection, which fails when the server is away or hangs: what a query reports is mostly
 * the query's own fault. Connections that others make of the same pool are evidence that the server is back.
 */
export class GuardedPool {
	readonly #pool: pg.Pool;
	readonly #breaker: CircuitBreaker | undefined;
	#getting = 0;

	constructor(pool: pg.Pool, breaker: CircuitBreaker | undefined) {
		this.#pool = pool;
		this.#breaker = breaker;
		pool.on("connect", () => {
			// One of our own is counted as a call.
			if (this.#getting === 0) breaker?.observe(true);
		});
	}

	get options(): pg.PoolOptions {
		return this.#pool.options;
	}

	/** Gets a connection. @throws SensoctoError `storage_unavailable` */
	async connect(): Promise<pg.PoolClient> {
		if (this.#breaker === undefined) return this.#pool.connect();
		return this.#breaker.run((late) => this.#get(late));
	}

	async end(): Promise<void> {
		await this.#pool.end();
	}

	async #get(late: AbortSignal): Promise<pg.PoolClient> {
		this.#getting++;
		try {
			const client = await this.#pool.connect();
			if (late.aborted) {
				client.release();
				throw late.reason;
			}
			return client;
		} catch (cause) {
			if (cause instanceof SensoctoError) throw cause;
			throw new SensoctoError("storage_unavailable", undefined, { cause });
		} finally {
			this.#getting--;
		}
	}
}
