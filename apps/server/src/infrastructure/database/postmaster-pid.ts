import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What a running PostgreSQL writes into `postmaster.pid`. */
export interface Postmaster {
	pid: number;
	port: number;
	/** `starting`, `ready`, `standby`, `stopping`; empty for a moment during start. */
	status: string;
}

/** Reads `postmaster.pid` of a cluster; `undefined` when there is none or it is not yet whole. */
export function readPostmaster(cluster: string): Postmaster | undefined {
	let lines: string[];
	try {
		lines = readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
	const pid = Number.parseInt(lines[0] ?? "", 10);
	if (!(pid > 0)) return undefined;
	return { pid, port: Number.parseInt(lines[3] ?? "", 10) || 0, status: (lines[7] ?? "").trim() };
}

/**
 * Marks the pid file of a killed server as left behind, for the start that follows.
 *
 * PostgreSQL refuses to start when a foreign process of its account has taken over the recorded id, but never minds
 * the id of its own parent, which is this process. The file itself must stay: its shared-memory key is how
 * PostgreSQL notices orphans of the killed server that are still writing.
 */
export function disownPostmaster(cluster: string): void {
	const file = path.join(cluster, "postmaster.pid");
	const [, ...rest] = readFileSync(file, "utf8").split("\n");
	writeFileSync(file, [String(process.pid), ...rest].join("\n"));
}

/** Tells whether a process with this id exists. */
export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}

/**
 * Tells whether `pid` is a PostgreSQL serving this cluster.
 *
 * A process id is reused after a crash, so being alive proves nothing: its command line must name a postgres and
 * this directory. A zombie has an empty command line and does not count.
 */
export function isPostmasterOf(pid: number, cluster: string): boolean {
	if (!isAlive(pid)) return false;
	const words = commandLine(pid);
	if (words === undefined) return true; // Windows: there is no cheap way to ask; connecting decides.
	return words.includes(cluster) && /(^|[\\/])postgres(\.exe)?$/.test(words[0] ?? "");
}

function commandLine(pid: number): string[] | undefined {
	try {
		if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
		if (process.platform === "win32") return undefined;
		const line = execFileSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], {
			encoding: "utf8",
		}).trim();
		const [program = "", rest = ""] = line.split(/ -D (.*)/s);
		return [program, rest.split(/ -p \d/)[0] ?? ""];
	} catch {
		return []; // The process ended between the two questions.
	}
}
