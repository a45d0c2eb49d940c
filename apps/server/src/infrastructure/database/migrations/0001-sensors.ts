import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Connectors, sensors, their attributes and when they were online. */
export const sensorsMigration: Migration = {
	async up(db: Kysely<unknown>): Promise<void> {
		await sql`
			create table connectors (
				id uuid primary key,
				external_id text not null unique,
				name text not null,
				transport text not null default 'other'
					check (transport in ('ble', 'wifi', 'web', 'native', 'iot', 'simulator', 'other')),
				connector_type text,
				status text not null default 'offline' check (status in ('online', 'offline', 'idle')),
				connected_at timestamptz,
				last_seen_at timestamptz,
				created_at timestamptz not null default now(),
				updated_at timestamptz not null default now()
			)`.execute(db);
		await sql`
			create table sensor_types (
				id uuid primary key,
				name text not null unique,
				title text,
				allowed_attributes text[] not null default '{}',
				created_at timestamptz not null default now(),
				updated_at timestamptz not null default now()
			)`.execute(db);
		await sql`
			create table sensors (
				id uuid primary key,
				external_id text not null unique,
				connector_id uuid references connectors (id) on delete set null,
				name text not null,
				sensor_type text not null,
				mac_address text,
				configuration jsonb not null default '{}',
				visibility text not null default 'public' check (visibility in ('private', 'room', 'public')),
				provenance text not null check (provenance in ('real', 'simulated', 'replayed', 'derived')),
				source text,
				status text not null default 'offline' check (status in ('online', 'offline')),
				last_seen_at timestamptz,
				created_at timestamptz not null default now(),
				updated_at timestamptz not null default now()
			)`.execute(db);
		await sql`create index sensors_connector_id on sensors (connector_id)`.execute(db);
		await sql`
			create table sensor_attributes (
				id uuid primary key,
				sensor_id uuid not null references sensors (id) on delete cascade,
				attribute_id text not null,
				series_id int generated always as identity unique,
				attribute_type text not null,
				unit text,
				sampling_rate_hz double precision,
				display_name text,
				min_value double precision,
				max_value double precision,
				value_kind text not null check (value_kind in ('float4', 'float8', 'jsonb')),
				stride int not null default 1 check (stride >= 1),
				delivery text not null default 'latest' check (delivery in ('every', 'latest', 'event')),
				provenance text not null check (provenance in ('real', 'simulated', 'replayed', 'derived')),
				created_at timestamptz not null default now(),
				updated_at timestamptz not null default now(),
				unique (sensor_id, attribute_id)
			)`.execute(db);
		await sql`
			create table sensor_connections (
				id uuid primary key,
				sensor_id uuid not null references sensors (id) on delete cascade,
				connected_at timestamptz not null,
				disconnected_at timestamptz,
				created_at timestamptz not null default now(),
				updated_at timestamptz not null default now()
			)`.execute(db);
		await sql`create index sensor_connections_sensor_id on sensor_connections (sensor_id, connected_at)`.execute(
			db,
		);
		await sql`
			create unique index sensor_connections_open on sensor_connections (sensor_id)
			where disconnected_at is null`.execute(db);
	},
};
