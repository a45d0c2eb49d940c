import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Revocable tokens, of which only a hash is kept. */
export const tokensMigration: Migration = {
	async up(db: Kysely<unknown>): Promise<void> {
		await sql`
			create table tokens (
				id uuid primary key,
				token_hash bytea not null unique,
				purpose text not null check (purpose in ('viewer', 'session', 'connector', 'magic_link', 'api')),
				subject text not null,
				claims jsonb not null default '{}',
				expires_at timestamptz not null,
				revoked_at timestamptz,
				created_at timestamptz not null default now(),
				updated_at timestamptz not null default now()
			)`.execute(db);
		await sql`create index tokens_subject on tokens (subject, purpose)`.execute(db);
		await sql`create index tokens_expires_at on tokens (expires_at)`.execute(db);
	},
};
