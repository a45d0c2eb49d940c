import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Why history has gaps: when the devices of a sensor were asked to send nothing, and when the server ran. */
export const absencesMigration: Migration = {
	async up(db: Kysely<unknown>): Promise<void> {
		await sql`
			create table sensor_pauses (
				id uuid primary key,
				sensor_id uuid not null references sensors (id) on delete cascade,
				paused_at timestamptz not null,
				resumed_at timestamptz,
				created_at timestamptz not null default now(),
				updated_at timestamptz not null default now()
			)`.execute(db);
		await sql`create index sensor_pauses_sensor_id on sensor_pauses (sensor_id, paused_at)`.execute(db);
		await sql`
			create unique index sensor_pauses_open on sensor_pauses (sensor_id) where resumed_at is null`.execute(
			db,
		);
		await sql`
			create table server_runs (
				id uuid primary key,
				started_at timestamptz not null,
				alive_at timestamptz not null
			)`.execute(db);
	},
};
