import type { Clock, Scope, Worker } from "@sensocto/supervision";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { CircuitBreaker } from "../circuit-breaker.ts";
import { type EmbeddedConnection, EmbeddedPostgres } from "./embedded-postgres.ts";
import { GuardedPool } from "./guarded-pool.ts";
import { migrate } from "./migrate.ts";
import { endOrphans } from "./orphans.ts";
import type { Schema } from "./schema.ts";

const WATCH_MS = 1_000;
const HEALTH_TIMEOUT_MS = 2_000;
const POOL_SIZE = 20;
/** The oldest PostgreSQL a given server may be, as `server_version_num` says it. */
const OLDEST_VERSION = 160_000;
const INT8 = 20;
/** Begins the name of every connection; the process id follows. */
const APPLICATION = "sensocto-";

/** What the database logs through; pino's logger fits. */
export interface DatabaseLogger {
	info(fields: object, message: string): void;
	warn(fields: object, message: string): void;
	error(fields: object, message: string): void;
}

export interface DatabaseOptions {
	/** A given PostgreSQL 16 or newer; without it the embedded one is used. */
	databaseUrl?: string | undefined;
	/** Directory for the embedded cluster. */
	dataDir: string;
	clock: Clock;
	logger: DatabaseLogger;
	/** Whether a clean stop also stops the embedded server when nobody else uses it. Default true. */
	stopServer?: boolean;
	/** Keeps `kysely` and `use` away from a database that fails; without it they always try. */
	breaker?: CircuitBreaker;
}

export type DatabaseHealth = { healthy: true; latency_ms: number } | { healthy: false; error: string };

/** What other parts need of the database; a `Ref<Database>` gives it. */
export interface DatabaseAccess {
	readonly pool: pg.Pool;
	readonly kysely: Kysely<Schema>;
}

/** A connection for whoever can do without the database for a while. */
export interface GuardedAccess extends DatabaseAccess {
	/** Works with a connection for 30 s at most. @throws SensoctoError `storage_unavailable`, or the work's own error. */
	use<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
}

/**
 * The connection to PostgreSQL: the embedded one it launches, or the one `databaseUrl` names.
 *
 * 1. After `start` the schema is the newest, and nothing of a killed server is still being written.
 * 2. A lost embedded server is started again; the pool stays the same object and reconnects by itself.
 * 3. Connections are made on demand, so queries fail while the server is away and work again afterwards.
 * 4. `kysely` and `use` go through the breaker; `pool` does not: it is for whoever has a back-off of their own.
 */
export class Database implements Worker, GuardedAccess {
	readonly #options: DatabaseOptions;
	readonly #embedded: EmbeddedPostgres | undefined;
	#pool: pg.Pool | undefined;
	#guarded: GuardedPool | undefined;
	#kysely: Kysely<Schema> | undefined;
	#relaunch: Promise<void> | null = null;
	#stopping = false;

	constructor(options: DatabaseOptions) {
		this.#options = options;
		this.#embedded = options.databaseUrl ? undefined : new EmbeddedPostgres(options.dataDir, options.clock);
	}

	/** The connection pool. @throws Error before `start`. */
	get pool(): pg.Pool {
		if (!this.#pool) throw new Error("The database is not started.");
		return this.#pool;
	}

	/** Works with a guarded connection. @throws Error before `start`; SensoctoError `storage_unavailable` */
	use<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
		if (!this.#guarded) throw new Error("The database is not started.");
		return this.#guarded.use(work);
	}

	/** The query builder over the guarded pool. @throws Error before `start`. */
	get kysely(): Kysely<Schema> {
		if (!this.#kysely) throw new Error("The database is not started.");
		return this.#kysely;
	}

	/** Launches or joins the server, connects and migrates. @throws Error with what to do next. */
	async start(scope: Scope): Promise<void> {
		const { clock, databaseUrl, logger } = this.#options;
		const began = clock.monotonic();
		const launch = await this.#embedded?.start();
		const pool = createPool(launch?.connection ?? { connectionString: databaseUrl });
		pool.on("error", (error) => {
			if (!this.#stopping) logger.warn({ error: error.message }, "idle database connection lost");
		});
		// While a connection is in use its queries report the loss; without a listener Node would end the process.
		pool.on("connect", (client) => client.on("error", () => {}));
		this.#pool = pool;
		this.#guarded = new GuardedPool(pool, clock, this.#options.breaker);
		this.#kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: this.#guarded }) });
		try {
			await this.#requireVersion(pool);
			if (launch?.attached) await endOrphans(pool, APPLICATION);
			// Migrations take the time they need.
			const applied = await migrate(new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) }));
			logger.info(
				{
					database: launch ? "embedded" : "given",
					attached: launch?.attached,
					created: launch?.created,
					directory: launch?.location.cluster,
					migrations: applied.length,
					ms: Math.round(clock.monotonic() - began),
				},
				"database ready",
			);
		} catch (error) {
			await pool.end();
			throw error;
		}
		if (this.#embedded) scope.every(WATCH_MS, () => this.#watch());
	}

	/** Ends all connections; stops the embedded server unless told otherwise or somebody else uses it. */
	async stop(): Promise<void> {
		this.#stopping = true;
		// A server that is just coming up again would be left behind.
		await this.#relaunch;
		const others = this.#embedded && this.#options.stopServer !== false ? await this.#otherClients() : 1;
		await this.#pool?.end();
		if (others === 0) await this.#embedded?.stop();
	}

	/** Asks the server for a sign of life within two seconds. */
	async health(): Promise<DatabaseHealth> {
		const { breaker, clock } = this.#options;
		const began = clock.monotonic();
		try {
			await this.pool.query({ text: "select 1", query_timeout: HEALTH_TIMEOUT_MS } as pg.QueryConfig);
			breaker?.observe(true);
			return { healthy: true, latency_ms: clock.monotonic() - began };
		} catch (error) {
			breaker?.observe(false);
			return { healthy: false, error: (error as Error).message };
		}
	}

	/** Starts a lost embedded server again; a failure is retried at the next look. */
	async #watch(): Promise<void> {
		if (!this.#embedded || this.#stopping || this.#relaunch !== null || this.#embedded.pid() !== undefined)
			return;
		this.#relaunch = this.#startAgain(this.#embedded);
		await this.#relaunch;
		this.#relaunch = null;
	}

	async #startAgain(embedded: EmbeddedPostgres): Promise<void> {
		const { breaker, logger } = this.#options;
		logger.error({}, "the embedded database is gone; starting it again");
		try {
			const { connection } = await embedded.start();
			// The old port may be taken by now; new connections read the pool's options.
			this.pool.options.port = connection.port;
			breaker?.reset();
			logger.info({ port: connection.port }, "the embedded database is back");
		} catch (error) {
			logger.error({ error: (error as Error).message }, "the embedded database could not be started");
		}
	}

	async #requireVersion(pool: pg.Pool): Promise<void> {
		let version: number;
		try {
			const { rows } = await pool.query<{ version: number }>(
				"select current_setting('server_version_num')::int as version",
			);
			version = rows[0]?.version ?? 0;
		} catch (cause) {
			const where = this.#embedded ? "embedded database" : "database of DATABASE_URL";
			throw new Error(`The ${where} cannot be reached: ${(cause as Error).message}.`, { cause });
		}
		if (version < OLDEST_VERSION)
			throw new Error(
				`PostgreSQL 16 or newer is needed, DATABASE_URL leads to version ${Math.floor(version / 10_000)}.`,
			);
	}

	/** How many connections other processes hold; another server on the same directory must not lose its database. */
	async #otherClients(): Promise<number> {
		try {
			const { rows } = await this.pool.query<{ others: number }>({
				text: `select count(*)::int as others from pg_stat_activity
					where backend_type = 'client backend' and application_name <> $1`,
				values: [applicationName()],
				query_timeout: HEALTH_TIMEOUT_MS,
			} as pg.QueryConfig);
			return rows[0]?.others ?? 0;
		} catch {
			return 0; // A server that does not answer serves nobody.
		}
	}
}

function createPool(connection: EmbeddedConnection | { connectionString: string | undefined }): pg.Pool {
	return new pg.Pool({
		...connection,
		max: POOL_SIZE,
		connectionTimeoutMillis: 5_000,
		idleTimeoutMillis: 30_000,
		keepAlive: true,
		application_name: applicationName(),
		types: { getTypeParser },
	});
}

function applicationName(): string {
	return `${APPLICATION}${process.pid}`;
}

/** Counts and sequence numbers stay far below 2^53, so bigint columns are read as numbers. */
const getTypeParser = ((oid: number, format?: "text" | "binary") =>
	oid === INT8 && format !== "binary"
		? Number
		: pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser;
