import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What the modules of the biomimetic layer have learned, one row per module and subject. */
export const bioMigration: Migration = {
	async up(db: Kysely<unknown>): Promise<void> {
		await sql`
			create table bio_states (
				module text not null,
				subject text not null,
				state text not null,
				updated_at timestamptz not null default now(),
				primary key (module, subject)
			)`.execute(db);
	},
};
