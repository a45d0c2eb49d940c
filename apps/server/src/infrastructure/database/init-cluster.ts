import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CLUSTER_ROLE, freePort, writeAccess } from "./cluster-access.ts";
import { postgresEnvironment, whenEnded } from "./postgres-process.ts";
import type { RunAs } from "./run-as.ts";

/** Tells whether a whole cluster exists. */
export function isInitialised(cluster: string): boolean {
	return existsSync(path.join(cluster, "PG_VERSION"));
}

/**
 * Creates a cluster: in `<cluster>.init` first, renamed when whole, so an interrupted initdb never counts.
 *
 * The only role has a random password: 127.0.0.1 is open to every account of the machine.
 * @throws Error with what initdb said
 */
export async function initCluster(
	initdb: string,
	cluster: string,
	account: RunAs | undefined,
): Promise<void> {
	const unfinished = `${cluster}.init`;
	const passwordFile = `${unfinished}.password`;
	rmSync(unfinished, { recursive: true, force: true });
	rmSync(passwordFile, { force: true });
	const password = randomBytes(24).toString("base64url");
	mkdirSync(unfinished, { mode: 0o700 });
	writeFileSync(passwordFile, password, { mode: 0o600 });
	if (account) {
		chownSync(unfinished, account.uid, account.gid);
		chownSync(passwordFile, account.uid, account.gid);
	}
	try {
		await run(initdb, unfinished, passwordFile, account);
	} finally {
		rmSync(passwordFile, { force: true });
	}
	writeAccess(unfinished, { port: await freePort(), password });
	renameSync(unfinished, cluster);
}

function run(
	initdb: string,
	directory: string,
	passwordFile: string,
	account: RunAs | undefined,
): Promise<void> {
	const options = ["-D", directory, "-U", CLUSTER_ROLE, "--pwfile", passwordFile, "--auth=scram-sha-256"];
	// The built-in locale provider sorts alike on every machine, whatever locales the system has.
	const locale = ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
	const child = spawn(initdb, [...options, ...locale, "--data-checksums"], {
		...account,
		cwd: "/",
		env: postgresEnvironment(),
		stdio: ["ignore", "ignore", "pipe"],
	});
	return new Promise((resolve, reject) => {
		let complaint = "";
		child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			complaint = (complaint + text).slice(-4_000);
		});
		whenEnded(child, (reason) => {
			if (reason === undefined) resolve();
			else reject(new Error(`The database could not be created: initdb ${reason}. ${complaint.trim()}`));
		});
	});
}
