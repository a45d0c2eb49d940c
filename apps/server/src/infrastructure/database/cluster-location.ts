import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import path from "node:path";
import { isReachable, openToGroup, type RunAs } from "./run-as.ts";

/** The major version of the embedded PostgreSQL; part of the directory name, since majors cannot read each other's files. */
export const POSTGRES_MAJOR = 18;

/** Where the files of the embedded PostgreSQL live. */
export interface ClusterLocation {
	/** Holds the cluster, its log and, when needed, a readable copy of the programs. */
	root: string;
	/** The cluster itself (`pg18`). */
	cluster: string;
	log: string;
	/** True when the data directory is closed to the account and the cluster lives under `/var/lib/sensocto`. */
	relocated: boolean;
}

/**
 * Finds (and creates) the directory for the cluster that belongs to `dataDir`.
 *
 * Below a home only root may enter, PostgreSQL's account could not open its own files; the cluster then lives in
 * `<shared>/<hash of dataDir>` and a link in the data directory shows where.
 */
export function clusterLocation(
	dataDir: string,
	account: RunAs | undefined,
	shared = "/var/lib/sensocto",
): ClusterLocation {
	makeDirectory(dataDir);
	const home = realpathSync(dataDir);
	const relocated = account !== undefined && !isReachable(home, account) && !openToGroup(home, account);
	const root = relocated
		? path.join(shared, createHash("sha256").update(home).digest("hex").slice(0, 12))
		: home;
	if (relocated) makeDirectory(root);
	const cluster = path.join(root, `pg${POSTGRES_MAJOR}`);
	const pointer = path.join(home, `pg${POSTGRES_MAJOR}`);
	if (relocated && !existsSync(pointer)) {
		try {
			symlinkSync(cluster, pointer);
		} catch {
			// The link only tells a person where to look (and dangles before the first start).
		}
	}
	return { root, cluster, log: path.join(root, "postgres.log"), relocated };
}

/** A directory made here is passable for the account whatever the umask; an existing one is left as it is. */
function makeDirectory(directory: string): void {
	const made = mkdirSync(directory, { recursive: true });
	if (made === undefined) return;
	for (let at = path.resolve(directory); at.length >= made.length; at = path.dirname(at))
		chmodSync(at, 0o755);
}
