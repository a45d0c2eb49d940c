import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * Samples as chunk rows, partitioned by UTC day, and the rows that make writing them exactly-once.
 *
 * One table holds all three kinds of value: an absent array costs a bit of the null bitmap, which fits into the
 * padding of the row header, and there is one index, one partition a day and one COPY instead of three.
 * lo and hi are the positions of a chunk's smallest and largest number: they fit where the row would be padded
 * anyway, and let an overview of hours read two numbers of each chunk instead of all.
 * There is no foreign key on series_id: it would cost a lookup per chunk; series are never deleted before samples.
 */
export const historyMigration: Migration = {
	async up(db: Kysely<unknown>): Promise<void> {
		await sql`create sequence sensor_attribute_chunk_seq`.execute(db);
		await sql`
			create table sensor_attribute_chunks (
				series_id int not null,
				lo smallint,
				hi smallint,
				t0 timestamptz not null,
				seq bigint not null default nextval('sensor_attribute_chunk_seq'),
				dt int4[] not null,
				v float4[],
				w float8[],
				j jsonb
			) partition by range (t0)`.execute(db);
		await sql`create index sensor_attribute_chunks_series on sensor_attribute_chunks (series_id, t0)`.execute(
			db,
		);
		await sql`
			create table sensor_attribute_chunks_default partition of sensor_attribute_chunks default`.execute(db);
		await sql`
			create view sensor_attribute_data as
			select a.sensor_id, a.attribute_id, c.series_id,
				c.t0 + d.ms * interval '1 millisecond' as ts, c.seq,
				case when coalesce(cardinality(c.v), cardinality(c.w)) = cardinality(c.dt)
					then coalesce(c.v[d.n]::float8, c.w[d.n]) end as value,
				case
					when c.j is not null then c.j -> (d.n - 1)::int
					when cardinality(c.v) > cardinality(c.dt)
						then to_jsonb(c.v[(d.n - 1) * (cardinality(c.v) / cardinality(c.dt)) + 1
							: d.n * (cardinality(c.v) / cardinality(c.dt))])
					when cardinality(c.w) > cardinality(c.dt)
						then to_jsonb(c.w[(d.n - 1) * (cardinality(c.w) / cardinality(c.dt)) + 1
							: d.n * (cardinality(c.w) / cardinality(c.dt))])
				end as payload
			from sensor_attribute_chunks c
			join sensor_attributes a on a.series_id = c.series_id
			cross join lateral unnest(c.dt) with ordinality as d (ms, n)`.execute(db);
		await sql`
			create table ingest_sessions (
				sensor_id uuid not null references sensors (id) on delete cascade,
				session text not null,
				last_seq bigint not null,
				created_at timestamptz not null default now(),
				updated_at timestamptz not null default now(),
				primary key (sensor_id, session)
			)`.execute(db);
		await sql`
			create table history_writers (
				writer_id uuid not null,
				shard int not null,
				flush_id bigint not null,
				updated_at timestamptz not null default now(),
				primary key (writer_id, shard)
			)`.execute(db);
	},
};
