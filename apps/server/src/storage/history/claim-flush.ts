import type pg from "pg";
import type { FlushTarget } from "./apply-flush.ts";
import type { Flush } from "./flush.ts";
import type { FlushOrigin } from "./spill/spill-record.ts";

/**
 * Claims the right to write a flush, for the transaction it is called in.
 *
 * A flush from memory advances the writer's `flush_id`; one from a spill file moves the position of its segment from
 * where it is believed to be. When an earlier attempt has committed, or another process has applied the record,
 * neither succeeds; while such a transaction still runs, its lock on the row makes this one wait for its outcome.
 * @returns `stale` when it must not be written; `empty` when its rows are stored already and only the claim is new
 */
export async function claimFlush(
	client: pg.ClientBase,
	flush: Flush,
	target: FlushTarget,
): Promise<"write" | "empty" | "stale"> {
	if (!flush.spilled) return (await advance(client, { ...target, flushId: flush.id })) ? "write" : "stale";
	const { segmentId, from, to, group } = flush.spilled;
	const { rowCount } = await client.query(
		`insert into history_spills as s (segment_id, position) values ($1, $3)
		on conflict (segment_id) do update set position = excluded.position, updated_at = now() where s.position = $2`,
		[segmentId, from, to],
	);
	if (rowCount !== 1) return "stale";
	// The server stopped without knowing whether this write had come through.
	return group.origin && !(await advance(client, group.origin)) ? "empty" : "write";
}

/** How far a segment is applied: the number of its next record. */
export async function spillPosition(client: pg.ClientBase | pg.Pool, segmentId: string): Promise<number> {
	const { rows } = await client.query<{ position: number }>(
		"select position from history_spills where segment_id = $1",
		[segmentId],
	);
	return rows[0]?.position ?? 0;
}

async function advance(client: pg.ClientBase, { writerId, shard, flushId }: FlushOrigin): Promise<boolean> {
	const claim = await client.query(
		`update history_writers set flush_id = $3, updated_at = now()
		where writer_id = $1 and shard = $2 and flush_id < $3`,
		[writerId, shard, flushId],
	);
	if (claim.rowCount === 1) return true;
	// Absent before the first flush, and once it was silent for days.
	const { rowCount } = await client.query(
		`insert into history_writers (writer_id, shard, flush_id) values ($1, $2, $3) on conflict do nothing`,
		[writerId, shard, flushId],
	);
	return rowCount === 1;
}
