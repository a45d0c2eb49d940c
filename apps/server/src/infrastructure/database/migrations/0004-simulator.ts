import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What the simulator restores after a restart. */
export const simulatorMigration: Migration = {
	async up(db: Kysely<unknown>): Promise<void> {
		await sql`
			create table simulator_scenarios (
				id uuid primary key,
				name text not null unique,
				source text not null check (source in ('ready-made', 'custom')),
				yaml text,
				running boolean not null default false,
				started_at timestamptz,
				created_at timestamptz not null default now(),
				updated_at timestamptz not null default now()
			)`.execute(db);
		await sql`
			create table simulator_connectors (
				id uuid primary key,
				scenario_id uuid not null references simulator_scenarios (id) on delete cascade,
				connector_id text not null,
				status text not null default 'running' check (status in ('running', 'paused', 'stopped')),
				created_at timestamptz not null default now(),
				updated_at timestamptz not null default now(),
				unique (scenario_id, connector_id)
			)`.execute(db);
		await sql`
			create table simulator_track_positions (
				scenario_id uuid not null references simulator_scenarios (id) on delete cascade,
				sensor_id text not null,
				attribute_id text not null,
				state jsonb not null,
				created_at timestamptz not null default now(),
				updated_at timestamptz not null default now(),
				primary key (scenario_id, sensor_id, attribute_id)
			)`.execute(db);
		await sql`
			create table simulator_battery_states (
				scenario_id uuid not null references simulator_scenarios (id) on delete cascade,
				sensor_id text not null,
				attribute_id text not null,
				level double precision not null check (level between 0 and 100),
				charging boolean not null,
				state jsonb not null,
				created_at timestamptz not null default now(),
				updated_at timestamptz not null default now(),
				primary key (scenario_id, sensor_id, attribute_id)
			)`.execute(db);
	},
};
