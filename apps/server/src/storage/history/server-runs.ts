import type { Clock, Scope, Worker } from "@sensocto/supervision";
import type { DatabaseAccess, DatabaseLogger } from "../../infrastructure/database/database.ts";
import { uuidV7 } from "../../infrastructure/database/uuid-v7.ts";
import { HISTORY } from "./history-limits.ts";

/** What {@link ServerRuns} works with. */
export interface ServerRunsOptions {
	readonly database: { get(): DatabaseAccess };
	readonly clock: Clock;
	readonly logger: DatabaseLogger;
}

/**
 * Keeps in the database when this server runs, so that the time between two runs explains what is missing in it.
 *
 * It is the last to start and the first to stop: a run is when devices can connect.
 * A sign of life that a database which is away does not take is left out; the next one says as much. After a crash
 * the run ends with its last sign, no more than `HISTORY.runSignMs` before the truth.
 */
export class ServerRuns implements Worker {
	readonly #options: ServerRunsOptions;
	readonly #id: string;
	readonly #startedAt: number;

	constructor(options: ServerRunsOptions) {
		this.#options = options;
		this.#startedAt = options.clock.now();
		this.#id = uuidV7(this.#startedAt);
	}

	start(scope: Scope): void {
		const next = async () => {
			await this.#sign();
			if (!scope.signal.aborted) scope.after(HISTORY.runSignMs, next);
		};
		scope.after(0, next);
	}

	/** The last sign: the run ends now. */
	async stop(): Promise<void> {
		await this.#sign();
	}

	async #sign(): Promise<void> {
		const { clock, database, logger } = this.#options;
		try {
			await database.get().pool.query(
				`insert into server_runs (id, started_at, alive_at) values ($1, $2::timestamptz, $3::timestamptz)
				on conflict (id) do update set alive_at = greatest(server_runs.alive_at, excluded.alive_at)`,
				[this.#id, new Date(this.#startedAt).toISOString(), new Date(clock.now()).toISOString()],
			);
		} catch (error) {
			logger.warn({ error: (error as Error).message }, "that the server runs could not be stored now");
		}
	}
}
