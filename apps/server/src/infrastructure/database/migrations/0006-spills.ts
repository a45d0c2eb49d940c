import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** How far spill files have been applied: advanced in the transaction that stores what was in them. */
export const spillsMigration: Migration = {
	async up(db: Kysely<unknown>): Promise<void> {
		await sql`
			create table history_spills (
				segment_id uuid primary key,
				position bigint not null,
				updated_at timestamptz not null default now()
			)`.execute(db);
	},
};
