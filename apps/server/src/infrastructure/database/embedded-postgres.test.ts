import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
	chmodSync,
	chownSync,
	cpSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { systemClock } from "@sensocto/supervision";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installedNative } from "./embedded-binaries.ts";
import { EmbeddedPostgres, type Launch } from "./embedded-postgres.ts";
import { isAlive, readPostmaster } from "./postmaster-pid.ts";
import { runAs } from "./run-as.ts";

const isRoot = process.getuid?.() === 0;
const directory = mkdtempSync(path.join(tmpdir(), "sensocto-postgres-"));
chmodSync(directory, 0o755); // PostgreSQL runs as another account when the tests run as root.
const dataDir = path.join(directory, "data");
const cluster = path.join(dataDir, "pg18");
const started = new Set<EmbeddedPostgres>();

function launcher(of = dataDir, places = {}): EmbeddedPostgres {
	const embedded = new EmbeddedPostgres(of, systemClock, places);
	started.add(embedded);
	return embedded;
}

async function query<T>({ connection }: Launch, text: string): Promise<T[]> {
	const client = new pg.Client(connection);
	client.on("error", () => {});
	await client.connect();
	try {
		return (await client.query(text)).rows as T[];
	} finally {
		await client.end();
	}
}

/** A program that launches the database of `of`, writes a row, says so and stays. */
function launchingProcess(of: string, options: { uid?: number; gid?: number } = {}): ChildProcess {
	const source = `
		import pg from "pg";
		import { systemClock } from "@sensocto/supervision";
		import { EmbeddedPostgres } from "./embedded-postgres.ts";
		const { connection, created } = await new EmbeddedPostgres(${JSON.stringify(of)}, systemClock).start();
		const client = new pg.Client(connection);
		await client.connect();
		await client.query("create table if not exists kept (n int); insert into kept values (1)");
		console.log(JSON.stringify({ created }));
		setInterval(() => {}, 1_000);`;
	return spawn(process.execPath, ["--input-type=module-typescript", "-e", source], {
		cwd: import.meta.dirname,
		stdio: ["ignore", "pipe", "inherit"],
		...options,
	});
}

async function killed(child: ChildProcess): Promise<void> {
	const exit = once(child, "exit");
	child.kill("SIGKILL");
	await exit;
}

afterAll(async () => {
	for (const embedded of started) await embedded.stop();
	rmSync(directory, { recursive: true, force: true });
});

describe("EmbeddedPostgres", () => {
	beforeAll(() => {
		// What an interrupted initdb leaves behind.
		mkdirSync(path.join(`${cluster}.init`, "base"), { recursive: true });
		writeFileSync(path.join(`${cluster}.init`, "PG_VERSION"), "18\n");
	});

	it("ignores a half-made cluster and starts a durable, local, password-protected server", async () => {
		const launch = await launcher().start();
		expect(launch).toMatchObject({ attached: false, created: true });
		expect(launch.location.cluster).toBe(cluster);
		const settings = await query<{ name: string; setting: string }>(
			launch,
			`select name, setting from pg_settings where name in
				('fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'unix_socket_directories')`,
		);
		expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
			fsync: "on",
			full_page_writes: "on",
			listen_addresses: "127.0.0.1",
			synchronous_commit: "on",
			unix_socket_directories: "",
		});
		const stranger = new pg.Client({ ...launch.connection, password: "guess" });
		await expect(stranger.connect()).rejects.toThrow(/password authentication failed/);
		expect(statSync(path.join(cluster, "sensocto.json")).mode & 0o077).toBe(0);
		expect(readFileSync(launch.location.log, "utf8")).toContain("ready to accept connections");
	});

	it("attaches to a server that is still running", async () => {
		const first = readPostmaster(cluster);
		const launch = await launcher().start();
		expect(launch).toMatchObject({ attached: true, created: false });
		expect(launch.connection.port).toBe(first?.port);
	});

	it("keeps its port over a clean restart", async () => {
		const embedded = launcher();
		const { connection } = await embedded.start();
		await embedded.stop();
		expect(embedded.pid()).toBeUndefined();
		const again = await embedded.start();
		expect(again.attached).toBe(false);
		expect(again.connection).toEqual(connection);
	});

	it("takes another port when its own is occupied", async () => {
		const embedded = launcher();
		const { connection } = await embedded.start();
		await embedded.stop();
		const squatter = createServer().listen(connection.port, "127.0.0.1");
		await once(squatter, "listening");
		const moved = await embedded.start();
		squatter.close();
		expect(moved.connection.port).not.toBe(connection.port);
		await expect(query(moved, "select 1 as one")).resolves.toEqual([{ one: 1 }]);
	});

	it("does not mistake another process for its server when the pid was reused", async () => {
		const embedded = launcher();
		await embedded.start();
		const running = readFileSync(path.join(cluster, "postmaster.pid"), "utf8");
		await embedded.stop();
		const other = spawn("sleep", ["60"], { ...runAs(), stdio: "ignore" });
		writeFileSync(path.join(cluster, "postmaster.pid"), running.replace(/^\d+/, String(other.pid)));
		expect(embedded.pid()).toBeUndefined();
		const launch = await embedded.start();
		other.kill();
		expect(launch.attached).toBe(false);
		await expect(query(launch, "select 1 as one")).resolves.toEqual([{ one: 1 }]);
	});

	it("recovers committed rows after kill -9 of the server", async () => {
		const embedded = launcher();
		const launch = await embedded.start();
		await query(launch, "create table survivors (n int); insert into survivors values (1), (2)");
		process.kill(embedded.pid()!, "SIGKILL");
		const again = await embedded.start();
		expect(again.attached).toBe(false);
		await expect(query(again, "select count(*)::int as n from survivors")).resolves.toEqual([{ n: 2 }]);
	});

	it("starts one server for launchers that run at once", async () => {
		const embedded = launcher();
		await embedded.start();
		await embedded.stop();
		const launches = await Promise.all([launcher().start(), launcher().start(), launcher().start()]);
		expect(launches.filter(({ attached }) => !attached)).toHaveLength(1);
		expect(new Set(launches.map(({ connection }) => connection.port)).size).toBe(1);
	});

	it("says what the server said when it cannot start", async () => {
		const broken = path.join(directory, "broken");
		mkdirSync(path.join(broken, "pg18"), { recursive: true });
		cpSync(path.join(cluster, "sensocto.json"), path.join(broken, "pg18", "sensocto.json"));
		writeFileSync(path.join(broken, "pg18", "PG_VERSION"), "9\n");
		await expect(launcher(broken).start()).rejects.toThrow(
			/did not start \(exited with code 2\)[\s\S]*postgresql.conf/,
		);
	});

	it("asks for DATABASE_URL on a platform without programs", () => {
		expect(() => installedNative("sunos", "sparc")).toThrow(/sunos-sparc.*DATABASE_URL/s);
	});

	it("survives kill -9 of the process that launched it", async () => {
		const home = path.join(directory, "orphaned");
		const child = launchingProcess(home);
		await once(child.stdout!, "data");
		const pid = readPostmaster(path.join(home, "pg18"))!.pid;
		await killed(child);
		expect(isAlive(pid)).toBe(true);
		const launch = await launcher(home).start();
		expect(launch.attached).toBe(true);
		await expect(query(launch, "select n from kept")).resolves.toEqual([{ n: 1 }]);
	});
});

describe.runIf(isRoot)("EmbeddedPostgres under root", () => {
	it("runs as another account below a home only root may enter, with programs it may read", async () => {
		const closed = path.join(directory, "closed");
		const shared = path.join(directory, "shared");
		const native = path.join(closed, "package", "native");
		mkdirSync(closed, { mode: 0o700 });
		chmodSync(closed, 0o700);
		cpSync(installedNative(), native, {
			recursive: true,
			filter: (file) => !lstatSync(file).isSymbolicLink(),
		});
		cpSync(path.join(installedNative(), "..", "package.json"), path.join(closed, "package", "package.json"));
		const embedded = launcher(path.join(closed, "data"), { shared, native });
		const launch = await embedded.start();
		expect(launch.location.relocated).toBe(true);
		expect(launch.location.cluster.startsWith(shared)).toBe(true);
		expect(readlinkSync(path.join(closed, "data", "pg18"))).toBe(launch.location.cluster);
		expect(statSync(launch.location.cluster).uid).not.toBe(0);
		await expect(query(launch, "select 1 as one")).resolves.toEqual([{ one: 1 }]);
		await embedded.stop();
	});

	it("works for an ordinary user", async () => {
		const home = path.join(directory, "ordinary");
		mkdirSync(home);
		chmodSync(directory, 0o755);
		chownSync(home, 65_534, 65_534);
		const child = launchingProcess(path.join(home, "data"), { uid: 65_534, gid: 65_534 });
		const [said] = (await once(child.stdout!, "data")) as [Buffer];
		expect(JSON.parse(said.toString())).toEqual({ created: true });
		const pid = readPostmaster(path.join(home, "data", "pg18"))!.pid;
		expect(statSync(`/proc/${pid}`).uid).toBe(65_534);
		await killed(child);
		process.kill(pid, "SIGINT");
		expect(existsSync(path.join(home, "data", "postgres.log"))).toBe(true);
	});
});
