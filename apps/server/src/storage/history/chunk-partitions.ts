import type { Clock } from "@sensocto/supervision";
import type pg from "pg";
import { HISTORY } from "./history-limits.ts";

const DAY_MS = 86_400_000;
/** Serialises creation between servers; any constant of our own. */
const LOCK = 7_351_018;

/**
 * Makes the partition of a UTC day when its first sample comes.
 *
 * 1. Only days near today get one; every other sample goes to the default partition, so times a device makes up
 *    cannot create tables without end.
 * 2. Samples of the day that the default partition already holds move into the new one.
 */
export class ChunkPartitions {
	readonly #clock: Clock;
	readonly #known = new Set<number>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Makes sure that every day in `times` (ms) that deserves a partition has one. */
	async ensure(client: pg.ClientBase, times: Iterable<number>): Promise<void> {
		const missing = new Set<number>();
		for (const time of times) {
			const day = Math.floor(time / DAY_MS);
			if (!this.#known.has(day) && this.#isNear(day)) missing.add(day);
		}
		for (const day of missing) {
			await create(client, day);
			this.#known.add(day);
		}
		if (missing.size > 0) for (const day of this.#known) if (!this.#isNear(day)) this.#known.delete(day);
	}

	#isNear(day: number): boolean {
		const today = Math.floor(this.#clock.now() / DAY_MS);
		const { past, future } = HISTORY.partitionDays;
		return day >= today - past && day <= today + future;
	}
}

/** The name of a day's partition, e.g. `sensor_attribute_chunks_p20260131`. */
export function partitionName(day: number): string {
	return `sensor_attribute_chunks_p${new Date(day * DAY_MS).toISOString().slice(0, 10).replaceAll("-", "")}`;
}

async function create(client: pg.ClientBase, day: number): Promise<void> {
	const name = partitionName(day);
	const from = `'${new Date(day * DAY_MS).toISOString()}'`;
	const to = `'${new Date((day + 1) * DAY_MS).toISOString()}'`;
	await client.query("begin");
	await client.query("select pg_advisory_xact_lock($1)", [LOCK]);
	const { rows } = await client.query<{ exists: boolean }>("select to_regclass($1) is not null as exists", [
		name,
	]);
	if (!rows[0]?.exists)
		// Attaching (instead of creating in place) lets others write to the other partitions meanwhile.
		await client.query(`
			lock table sensor_attribute_chunks_default in access exclusive mode;
			create table ${name} (like sensor_attribute_chunks including defaults including indexes);
			with moved as (delete from sensor_attribute_chunks_default where t0 >= ${from} and t0 < ${to} returning *)
				insert into ${name} select * from moved;
			alter table sensor_attribute_chunks attach partition ${name} for values from (${from}) to (${to})`);
	await client.query("commit");
}
