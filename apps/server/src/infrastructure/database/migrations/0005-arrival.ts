import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * Server time beside device time: when a chunk's last sample arrived, and how far the device's clock stood off then.
 *
 * The time of a sample stays the device's; adding `offset_ms` to it gives server time. Both are null for chunks
 * stored before and where nothing is known.
 */
export const arrivalMigration: Migration = {
	async up(db: Kysely<unknown>): Promise<void> {
		await sql`
			alter table sensor_attribute_chunks add column arrived_at timestamptz, add column offset_ms real`.execute(
			db,
		);
		await sql`
			create or replace view sensor_attribute_data as
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
				end as payload,
				c.arrived_at, c.offset_ms
			from sensor_attribute_chunks c
			join sensor_attributes a on a.series_id = c.series_id
			cross join lateral unnest(c.dt) with ordinality as d (ms, n)`.execute(db);
	},
};
