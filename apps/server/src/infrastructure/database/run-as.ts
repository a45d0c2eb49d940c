import { chmodSync, chownSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** The account the embedded PostgreSQL runs under when the server itself is root. */
export interface RunAs {
	uid: number;
	gid: number;
}

const NOBODY = 65534;

/**
 * Chooses the account for the embedded PostgreSQL, which refuses to run as root.
 *
 * An ordinary user runs it as himself (`undefined`). Root uses the account `postgres`, or else the one with
 * uid 65534; initdb needs an entry in the account file for either.
 * @throws Error when the server is root and neither account exists.
 */
export function runAs(uid = process.getuid?.(), accounts = readAccounts): RunAs | undefined {
	if (uid !== 0) return undefined;
	const entries = accounts().map((line) => line.split(":"));
	const entry =
		entries.find((fields) => fields[0] === "postgres") ??
		entries.find((fields) => Number(fields[2]) === NOBODY);
	if (!entry)
		throw new Error(
			"The embedded PostgreSQL cannot run as root and there is no account 'postgres' or uid 65534. " +
				"Start the server as an ordinary user or set DATABASE_URL.",
		);
	return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

function readAccounts(): string[] {
	return readFileSync("/etc/passwd", "utf8").split("\n");
}

/** Tells whether `account` may traverse every directory down to and including `directory`. */
export function isReachable(directory: string, account: RunAs | undefined): boolean {
	if (!account) return true;
	for (let at = path.resolve(directory); ; at = path.dirname(at)) {
		const { mode, uid, gid } = statSync(at);
		const execute = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
		if ((mode & execute) === 0) return false;
		if (at === path.dirname(at)) return true;
	}
}

/**
 * Lets the account's group pass through a directory of root's own that is closed to everybody else.
 *
 * A directory made for the data alone, such as a temporary one, may be opened this far; homes of accounts and
 * directories that belong to others are left as they are.
 * @returns whether the account may pass now
 */
export function openToGroup(directory: string, account: RunAs, accounts = readAccounts): boolean {
	const { mode, uid } = statSync(directory);
	const isHome = accounts().some((line) => line.split(":")[5] === directory);
	if (uid !== 0 || isHome || (mode & 0o077) !== 0 || !isReachable(path.dirname(directory), account))
		return false;
	chownSync(directory, uid, account.gid);
	chmodSync(directory, (mode & 0o7777) | 0o010);
	return true;
}
