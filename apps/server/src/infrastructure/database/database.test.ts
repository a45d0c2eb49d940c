import { spawnSync } from "node:child_process";
import { type Scope, systemClock } from "@sensocto/supervision";
import { waitUntil } from "@sensocto/testkit";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Database } from "./database.ts";
import { EmbeddedPostgres } from "./embedded-postgres.ts";
import { MIGRATIONS, migrate } from "./migrate.ts";
import { isAlive } from "./postmaster-pid.ts";
import { silentLogger, startTemporaryDatabase, type TemporaryDatabase } from "./temporary-database.ts";

const scope = { every: () => () => {} } as unknown as Scope;

describe("Database", () => {
	let temporary: TemporaryDatabase;
	let url: string;

	beforeAll(async () => {
		temporary = await startTemporaryDatabase();
		const { user, password, port } = temporary.database.pool.options;
		url = `postgres://${user}:${password}@127.0.0.1:${port}/postgres`;
	});
	afterAll(() => temporary.stop());

	function given(databaseUrl = url): Database {
		return new Database({
			databaseUrl,
			dataDir: temporary.dataDir,
			clock: systemClock,
			logger: silentLogger,
		});
	}

	it("refuses a given database that cannot be reached and says which", async () => {
		const unreachable = given("postgres://nobody@127.0.0.1:1/postgres");
		await expect(unreachable.start(scope)).rejects.toThrow(
			/database of DATABASE_URL cannot be reached.*ECONNREFUSED/,
		);
	});

	it("has no pool before it is started", () => {
		expect(() => given().pool).toThrow("not started");
	});

	it("migrates forward once, however many servers start together", async () => {
		const { pool, kysely } = temporary.database;
		await pool.query("create database together");
		const servers = [1, 2, 3].map(() => given(url.replace(/postgres$/, "together")));
		await Promise.all(servers.map((server) => server.start(scope)));
		const { rows } = await servers[0]!.pool.query("select name from kysely_migration order by name");
		expect(rows.map(({ name }) => name)).toEqual(Object.keys(MIGRATIONS));
		await expect(migrate(servers[0]!.kysely)).resolves.toEqual([]);
		await Promise.all(servers.map((server) => server.stop()));
		await expect(migrate(kysely)).resolves.toEqual([]);
	});

	it("leaves nothing behind of a migration that fails, and names it", async () => {
		const failing = {
			...MIGRATIONS,
			"9999-broken": {
				up: async (db: never) => void (await sql`create table half (n int); select 1/0`.execute(db)),
			},
		};
		await expect(migrate(temporary.database.kysely, failing)).rejects.toThrow("9999-broken");
		const { rows } = await temporary.database.pool.query("select to_regclass('half') as half");
		expect(rows).toEqual([{ half: null }]);
	});

	it("indexes every foreign key", async () => {
		const { rows } = await temporary.database.pool.query(`
			select c.conrelid::regclass::text as table, a.attname as column
			from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
			where c.contype = 'f' and not exists (
				select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1] and i.indpred is null)`);
		expect(rows).toEqual([]);
	});

	it("checks enumerated columns", async () => {
		const wrong = temporary.database.pool.query(
			`insert into sensors (id, external_id, name, sensor_type, provenance) values (gen_random_uuid(), 'x', 'x', 'x', 'invented')`,
		);
		await expect(wrong).rejects.toThrow(/sensors_provenance_check/);
	});

	it("stays usable when the server closes a connection in use", async () => {
		const { pool } = temporary.database;
		const client = await pool.connect();
		const { rows } = await client.query("select pg_backend_pid() as pid");
		await pool.query("select pg_terminate_backend($1)", [rows[0].pid]);
		await expect(client.query("select 1")).rejects.toThrow();
		client.release(true);
		await expect(temporary.database.health()).resolves.toMatchObject({ healthy: true });
	});

	it("leaves the embedded server running for another process that uses it", async () => {
		const other = new pg.Client({ connectionString: url, application_name: "another server" });
		await other.connect();
		const embedded = new EmbeddedPostgres(temporary.dataDir, systemClock);
		await embedded.start();
		const second = new Database({ dataDir: temporary.dataDir, clock: systemClock, logger: silentLogger });
		await second.start(scope);
		await second.stop();
		expect(embedded.pid()).toBeDefined();
		await other.end();
	});

	it("ends what a killed server left running, and nothing of a living one", async () => {
		const gone = spawnSync(process.execPath, ["-e", ""]).pid;
		const [orphan, neighbour] = [gone, process.ppid].map(
			(id) => new pg.Client({ connectionString: url, application_name: `sensocto-${id}` }),
		);
		const ended = new Promise((resolve) => orphan!.on("error", resolve));
		await Promise.all([orphan!.connect(), neighbour!.connect()]);
		await orphan!.query("begin; create table half_done (n int)");
		const second = new Database({ dataDir: temporary.dataDir, clock: systemClock, logger: silentLogger });
		await second.start(scope);
		const { rows } = await second.pool.query(
			"select count(*)::int as n from pg_stat_activity where application_name = $1",
			[`sensocto-${gone}`],
		);
		expect(rows).toEqual([{ n: 0 }]);
		await ended;
		await expect(neighbour!.query("select 1 as one")).resolves.toMatchObject({ rows: [{ one: 1 }] });
		await second.stop();
		await neighbour!.end();
	});

	it("starts a killed server again and keeps its pool", async () => {
		const { database } = temporary;
		const { pool } = database;
		const embedded = new EmbeddedPostgres(temporary.dataDir, systemClock);
		await embedded.start();
		const pid = embedded.pid()!;
		process.kill(pid, "SIGKILL");
		await waitUntil(() => !isAlive(pid));
		await expect(database.health()).resolves.toMatchObject({ healthy: false, error: expect.any(String) });
		await temporary.watch();
		await expect(database.health()).resolves.toMatchObject({ healthy: true, latency_ms: expect.any(Number) });
		expect(database.pool).toBe(pool);
	});
});
