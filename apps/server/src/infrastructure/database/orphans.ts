import type pg from "pg";
import { isAlive } from "./postmaster-pid.ts";

/** Longest time a connection may take to end, in ms. */
const END_MS = 5_000;

/**
 * Ends the connections of servers that are gone, and waits until they are.
 *
 * A transaction that a killed server had sent to its end may still be committing when the next server starts. Whoever
 * asks what is stored must find it, or its device sends the same samples again and they are stored twice.
 * @param prefix begins the names of connections of this kind of server; the server's process id follows
 */
export async function endOrphans(pool: pg.Pool, prefix: string): Promise<void> {
	const { rows } = await pool.query<{ pid: number; owner: string }>(
		`select pid, substr(application_name, length($1) + 1) as owner from pg_stat_activity
		where backend_type = 'client backend' and starts_with(application_name, $1) and pid <> pg_backend_pid()`,
		[prefix],
	);
	for (const { owner, pid } of rows) {
		const id = Number(owner);
		// A server in a container has the same process id every time it starts.
		const isOurs = id !== process.pid && isAlive(id);
		if (!isOurs) await pool.query("select pg_terminate_backend($1, $2)", [pid, END_MS]);
	}
}
