import { realpathSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, waitUntil } from "@sensocto/testkit";
import pg from "pg";
import { CLUSTER_ROLE, readAccess } from "../../src/infrastructure/database/cluster-access.ts";
import { isAlive, isPostmasterOf, readPostmaster } from "../../src/infrastructure/database/postmaster-pid.ts";
import { spawnServer, TestServer, temporaryDirectory } from "../launch-server.ts";

/** Longest time a killed database may take to be back, in ms. */
const RECOVERY_MS = 60_000;

/**
 * A server and its database on one data directory and one port, to be killed and started again.
 *
 * Only processes it started, or that this directory's pid file names, are ever sent a signal.
 */
export class CrashRig {
	readonly dataDir = temporaryDirectory();
	readonly port: number;
	/** From spawn to ready of every start, in ms. */
	readonly readyMs: number[] = [];
	readonly #settings: Readonly<Record<string, string>>;
	#server: TestServer | undefined;

	private constructor(port: number, settings: Readonly<Record<string, string>>) {
		this.port = port;
		this.#settings = settings;
	}

	/** @param settings of the server, besides those the rig chooses */
	static async create(settings: Readonly<Record<string, string>> = {}): Promise<CrashRig> {
		return new CrashRig(await freePort(), settings);
	}

	get server(): TestServer {
		if (this.#server === undefined) throw new Error("the server is not started");
		return this.#server;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Directory of the database cluster. */
	get cluster(): string {
		return realpathSync(path.join(this.dataDir, "pg18"));
	}

	/** Process id of the database, or undefined while none runs. */
	get databasePid(): number | undefined {
		const postmaster = readPostmaster(this.cluster);
		return postmaster && isPostmasterOf(postmaster.pid, this.cluster) ? postmaster.pid : undefined;
	}

	async start(): Promise<TestServer> {
		const began = performance.now();
		this.#server = await TestServer.launch({
			...this.#settings,
			DATA_DIR: this.dataDir,
			PORT: String(this.port),
			AUTH_MODE: "open",
		});
		this.readyMs.push(performance.now() - began);
		return this.#server;
	}

	/** Starts the server and kills it at some moment of its start. */
	async startAndKill(afterMs: number): Promise<void> {
		const starting = await spawnServer({
			...this.#settings,
			DATA_DIR: this.dataDir,
			PORT: String(this.port),
			AUTH_MODE: "open",
		});
		await sleep(afterMs); // The moment of the crash, not a wait for something.
		starting.kill("SIGKILL");
		await starting.exited;
	}

	async killServer(): Promise<void> {
		this.server.process.kill("SIGKILL");
		await this.server.process.exited;
	}

	/** Kills the database's main process; @returns when that process is gone. */
	async killDatabase(): Promise<void> {
		const pid = this.databasePid;
		if (pid === undefined) throw new Error("the database does not run");
		process.kill(pid, "SIGKILL");
		await waitUntil(() => !isPostmasterOf(pid, this.cluster), { what: "the end of the killed database" });
	}

	/** Waits until the server says that everything, the database included, is healthy. */
	async healthy(): Promise<void> {
		const check = async () => (await fetch(`${this.url}/health/ready`)).status === 200;
		await waitUntil(check, { timeoutMs: RECOVERY_MS, intervalMs: 25, what: "a healthy server" });
	}

	/** Runs one query against the database itself. */
	async query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
		const { password, port } = readAccess(this.cluster);
		const connection = { host: "127.0.0.1", port, user: CLUSTER_ROLE, password, database: "postgres" };
		const client = new pg.Client(connection);
		await client.connect();
		try {
			return (await client.query<Row>(text)).rows;
		} finally {
			await client.end();
		}
	}

	/** Ends what still runs and removes the data. */
	async dispose(): Promise<void> {
		this.#server?.process.kill("SIGKILL");
		await this.#server?.process.exited;
		const pid = this.databasePid;
		if (pid !== undefined) {
			process.kill(pid, "SIGQUIT");
			await waitUntil(() => !isAlive(pid), { timeoutMs: RECOVERY_MS, what: "the end of the database" });
		}
		rmSync(this.dataDir, { recursive: true, force: true });
	}
}
