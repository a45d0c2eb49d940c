import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, realpathSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import type { Clock } from "@sensocto/supervision";
import { CLUSTER_ROLE, type ClusterAccess, freePort, readAccess, writeAccess } from "./cluster-access.ts";
import { type ClusterLocation, clusterLocation } from "./cluster-location.ts";
import { type EmbeddedBinaries, embeddedBinaries } from "./embedded-binaries.ts";
import { initCluster, isInitialised } from "./init-cluster.ts";
import { withLaunchLock } from "./launch-lock.ts";
import { postgresEnvironment, whenEnded } from "./postgres-process.ts";
import { disownPostmaster, isAlive, isPostmasterOf, readPostmaster } from "./postmaster-pid.ts";
import { answers } from "./postmaster-probe.ts";
import { type RunAs, runAs } from "./run-as.ts";

const POLL_MS = 10;
/** Crash recovery of a large cluster replays its log before it is ready. */
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 10_000;
/** Orphans of a killed postmaster hold its shared memory until they notice. */
const ORPHAN_TIMEOUT_MS = 10_000;
const ORPHAN_RETRY_MS = 100;
const PORT_ATTEMPTS = 5;
const LOG_LIMIT_BYTES = 16 * 1024 * 1024;

/** Durable, local only, and small when idle. */
const SETTINGS = {
	listen_addresses: "127.0.0.1",
	unix_socket_directories: "",
	fsync: "on",
	synchronous_commit: "on",
	full_page_writes: "on",
	shared_buffers: "128MB",
	max_wal_size: "2GB",
	max_connections: "60",
	max_locks_per_transaction: "128",
	timezone: "UTC",
	log_timezone: "UTC",
	jit: "off",
};

/** A connection to the embedded server. */
export interface EmbeddedConnection {
	host: "127.0.0.1";
	port: number;
	user: string;
	password: string;
	database: "postgres";
}

/** How {@link EmbeddedPostgres.start} found or made the server. */
export interface Launch {
	connection: EmbeddedConnection;
	/** True when a server left running by an earlier process was joined. */
	attached: boolean;
	/** True when the cluster was created by this call. */
	created: boolean;
	location: ClusterLocation;
}

/** Directories that differ from the usual. */
export interface EmbeddedPlaces {
	/** Parent of the clusters whose data directory is closed to PostgreSQL's account. */
	shared?: string;
	/** The programs. */
	native?: string;
}

/**
 * The PostgreSQL installed from npm, run as a detached process beside the server.
 *
 * 1. The database outlives a crash of this process; the next start attaches to it.
 * 2. A half-made cluster never becomes visible.
 * 3. A process id in `postmaster.pid` is trusted only when that process is a postgres on this directory.
 * 4. It listens on 127.0.0.1 and asks for a password only this account can read.
 * 5. Commits are durable (`fsync`, `synchronous_commit`).
 */
export class EmbeddedPostgres {
	readonly #dataDir: string;
	readonly #clock: Clock;
	readonly #places: EmbeddedPlaces;
	readonly #account: RunAs | undefined;
	#location: ClusterLocation | undefined;
	#binaries: EmbeddedBinaries | undefined;

	/** @param places where programs and clusters of closed homes live, if not in their usual places */
	constructor(dataDir: string, clock: Clock, places: EmbeddedPlaces = {}) {
		this.#dataDir = path.resolve(dataDir);
		this.#clock = clock;
		this.#places = places;
		this.#account = runAs();
	}

	/**
	 * Returns when the server accepts connections, whether it was running, stopped, killed or never created.
	 * @throws Error with the end of the server's log when it does not start
	 */
	async start(): Promise<Launch> {
		this.#location ??= clusterLocation(this.#dataDir, this.#account, this.#places.shared);
		const location = this.#location;
		this.#binaries ??= embeddedBinaries(location.root, this.#account, this.#places.native);
		const { postgres, initdb } = this.#binaries;
		return withLaunchLock(location.cluster, this.#clock, READY_TIMEOUT_MS, async () => {
			const created = !isInitialised(location.cluster);
			if (created) await initCluster(initdb, location.cluster, this.#account);
			const cluster = realpathSync(location.cluster);
			const access = readAccess(cluster);
			const running = await this.#runningPort(cluster);
			const port = running ?? (await this.#launch(postgres, cluster, location.log, access));
			if (port !== access.port) writeAccess(cluster, { ...access, port });
			return { connection: connection(access, port), attached: running !== undefined, created, location };
		});
	}

	/** The id of the running server's main process, or `undefined` when it is not running. */
	pid(): number | undefined {
		if (!this.#location || !isInitialised(this.#location.cluster)) return undefined;
		const cluster = realpathSync(this.#location.cluster);
		const postmaster = readPostmaster(cluster);
		return postmaster && isPostmasterOf(postmaster.pid, cluster) ? postmaster.pid : undefined;
	}

	/** Shuts the server down cleanly: clients are disconnected, everything is written. */
	async stop(): Promise<void> {
		const pid = this.pid();
		if (pid === undefined || !this.#location || !this.#binaries) return;
		if (process.platform === "win32")
			spawn(this.#binaries.pgCtl, ["stop", "-D", this.#location.cluster, "-m", "fast"], { stdio: "ignore" });
		else process.kill(pid, "SIGINT");
		if (await this.#until(() => !isAlive(pid), STOP_TIMEOUT_MS)) return;
		process.kill(pid, "SIGQUIT");
		await this.#until(() => !isAlive(pid), STOP_TIMEOUT_MS);
	}

	/** The port of a server already running on this cluster, once it is ready; clears a stale pid file. */
	async #runningPort(cluster: string): Promise<number | undefined> {
		const found = readPostmaster(cluster);
		if (!found) return undefined;
		if (!isPostmasterOf(found.pid, cluster)) {
			disownPostmaster(cluster);
			return undefined;
		}
		let port: number | undefined;
		const settled = await this.#until(async () => {
			const now = readPostmaster(cluster);
			if (now?.status === "ready" && (await answers(now.port))) port = now.port;
			return port !== undefined || !isPostmasterOf(found.pid, cluster);
		}, READY_TIMEOUT_MS);
		if (!settled) throw new Error(`The running database (process ${found.pid}) does not become ready.`);
		return port;
	}

	async #launch(postgres: string, cluster: string, log: string, access: ClusterAccess): Promise<number> {
		rotate(log);
		const patience = this.#clock.monotonic() + ORPHAN_TIMEOUT_MS;
		let port = access.port;
		for (let attempt = 1; ; ) {
			port = await freePort(port);
			const from = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
			const failure = await this.#spawn(postgres, cluster, log, port);
			if (failure === undefined) return port;
			const said = readFileSync(log).subarray(from).toString("utf8");
			const orphaned = /shared memory block|still in use/.test(said) && this.#clock.monotonic() < patience;
			const portTaken = /could not bind|Address already in use/.test(said) && attempt < PORT_ATTEMPTS;
			if (!orphaned && !portTaken)
				throw new Error(
					`The embedded database did not start (${failure}), see ${log}:\n${said.slice(-2_000).trim()}`,
				);
			if (portTaken) attempt += 1;
			await this.#pause(ORPHAN_RETRY_MS);
		}
	}

	/** Starts the process; returns how it failed, or `undefined` once it is ready. */
	async #spawn(postgres: string, cluster: string, log: string, port: number): Promise<string | undefined> {
		const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
		const output = openSync(log, "a", 0o640);
		let child: ChildProcess;
		try {
			child = spawn(postgres, ["-D", cluster, "-p", String(port), ...settings], {
				...this.#account,
				cwd: "/",
				env: postgresEnvironment(),
				detached: true,
				stdio: ["ignore", output, output],
			});
		} finally {
			closeSync(output);
		}
		child.unref();
		let ended: string | undefined;
		whenEnded(child, (reason) => {
			ended = reason ?? "exited at once";
		});
		const ready = await this.#until(
			() => ended !== undefined || isReady(child.pid, cluster),
			READY_TIMEOUT_MS,
		);
		if (!ready) return `not ready after ${READY_TIMEOUT_MS} ms`;
		return ended;
	}

	async #until(condition: () => boolean | Promise<boolean>, timeoutMs: number): Promise<boolean> {
		const deadline = this.#clock.monotonic() + timeoutMs;
		while (!(await condition())) {
			if (this.#clock.monotonic() > deadline) return false;
			await this.#pause(POLL_MS);
		}
		return true;
	}

	#pause(ms: number): Promise<void> {
		return new Promise((resolve) => {
			this.#clock.setTimeout(resolve, ms);
		});
	}
}

function connection(access: ClusterAccess, port: number): EmbeddedConnection {
	return { host: "127.0.0.1", port, user: CLUSTER_ROLE, password: access.password, database: "postgres" };
}

function isReady(pid: number | undefined, cluster: string): boolean {
	const postmaster = readPostmaster(cluster);
	return postmaster?.status === "ready" && postmaster.pid === pid;
}

/** One earlier log is kept, so the log cannot fill the disk over years of restarts. */
function rotate(log: string): void {
	const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
	if (size > LOG_LIMIT_BYTES) renameSync(log, `${log}.1`);
}
