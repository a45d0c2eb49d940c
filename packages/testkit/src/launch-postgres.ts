import { chmodSync, chownSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "./free-port.ts";
import { type Account, launchProcess } from "./launch-process.ts";
import { LaunchedService } from "./launched-service.ts";

/** Longest time PostgreSQL may take to start, in ms. */
const READY_MS = 30_000;

/** The account of nobody: PostgreSQL refuses to run as root. */
const NOBODY: Account = { uid: 65_534, gid: 65_534 };

/** Which PostgreSQL, and under whose account. */
export interface PostgresOptions {
	/** Directory of `initdb` and `postgres`. */
	readonly binaries: string;
	/** Account to run under; as root that of nobody unless given. */
	readonly account?: Account;
	/** Further settings, `name=value`. */
	readonly settings?: readonly string[];
}

/**
 * Makes a PostgreSQL cluster of its own and starts it on a free port of the loopback interface.
 *
 * It is for tests: everybody on this machine may connect as `postgres`, and a crash of the machine may lose data.
 *
 * @throws Error with the program's output when the cluster cannot be made or started
 */
export async function launchPostgres(options: PostgresOptions): Promise<LaunchedService> {
	const account = options.account ?? (process.getuid?.() === 0 ? NOBODY : undefined);
	const directory = mkdtempSync(path.join(tmpdir(), "postgres-"));
	chmodSync(directory, 0o700);
	if (account !== undefined) chownSync(directory, account.uid, account.gid);
	const program = (name: string) => path.join(options.binaries, name);
	const where = { account, cwd: directory };
	const making = ["-D", directory, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"];
	const maker = await launchProcess(program("initdb"), making, where);
	if ((await maker.exited).code !== 0) throw new Error(`initdb failed:\n${maker.output}`);
	const port = await freePort();
	const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"];
	const flags = [...settings, ...(options.settings ?? [])].flatMap((setting) => ["-c", setting]);
	const server = await launchProcess(
		program("postgres"),
		["-D", directory, "-p", String(port), ...flags],
		where,
	);
	await server.waitForOutput(/ready to accept connections/, READY_MS);
	return new LaunchedService(`postgres://postgres@127.0.0.1:${port}/postgres`, server, directory);
}
