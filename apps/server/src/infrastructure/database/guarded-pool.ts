import { SensoctoError } from "@sensocto/protocol";
import type { Clock } from "@sensocto/supervision";
import type { PostgresPool, PostgresPoolClient } from "kysely";
import type pg from "pg";
import type { CircuitBreaker } from "../circuit-breaker.ts";
import { HeldConnection } from "./held-connection.ts";

/**
 * The pool for whoever can do without the database: connections are got through the breaker, and held for 30 s at most.
 *
 * A call of the breaker is all from asking for a connection to giving it back. It fails when none is to be had, when it
 * has to be taken back, or when the server hangs up; what else a query reports is the query's own fault. New connections
 * that others make of the same pool are evidence that the server is back.
 */
export class GuardedPool implements PostgresPool {
	readonly #pool: pg.Pool;
	readonly #clock: Clock;
	readonly #breaker: CircuitBreaker | undefined;
	#getting = 0;

	/** @param breaker without one every call is tried. */
	constructor(pool: pg.Pool, clock: Clock, breaker: CircuitBreaker | undefined) {
		this.#pool = pool;
		this.#clock = clock;
		this.#breaker = breaker;
		pool.on("connect", () => {
			// One of our own is counted as a call.
			if (this.#getting === 0) breaker?.observe(true);
		});
	}

	get options(): object {
		return this.#pool.options;
	}

	/** Gets a connection as the query builder wants it. @throws SensoctoError `storage_unavailable` */
	async connect(): Promise<PostgresPoolClient> {
		const held = await this.#hold();
		return {
			query: ((sql: string, parameters: unknown[]) =>
				held.work((client) => client.query(sql, parameters))) as unknown as PostgresPoolClient["query"],
			release: (destroy) => held.release(destroy),
		};
	}

	/** Works with a connection and gives it back. @throws SensoctoError `storage_unavailable`, or the work's own error. */
	async use<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
		const held = await this.#hold();
		let failure: Error | undefined;
		try {
			return await held.work(work);
		} catch (error) {
			failure = error as Error;
			throw error;
		} finally {
			held.release(failure);
		}
	}

	async end(): Promise<void> {
		await this.#pool.end();
	}

	async #hold(): Promise<HeldConnection> {
		const call = this.#breaker?.begin();
		this.#getting++;
		try {
			const client = await this.#pool.connect();
			return new HeldConnection(client, this.#clock, (failed) => call?.end(failed));
		} catch (cause) {
			call?.end(true);
			throw new SensoctoError("storage_unavailable", undefined, { cause });
		} finally {
			this.#getting--;
		}
	}
}
