import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * What is known of each hour of a series, and summaries of it.
 *
 * `dirty` says that samples came since the hour was last merged and summarised. `span_ms` is the longest time one of
 * its merged chunks lasts, so that readers know how far to look back; `levels` says which summaries there are. `expired_at` says that the samples are deleted
 * and only the summaries left. Summaries hold one row per series, level (length of a window in seconds) and hour, the
 * windows in arrays: `at` is where each begins, `n` its samples, then per window and component the number of values
 * that are numbers, the smallest, the largest and their times, mean, first and last. All times are ms since `t0`.
 */
export const hoursMigration: Migration = {
	async up(db: Kysely<unknown>): Promise<void> {
		await sql`
			create table history_hours (
				series_id int not null,
				hour timestamptz not null,
				dirty boolean not null default true,
				span_ms int not null default 0,
				levels int4[] not null default '{}',
				expired_at timestamptz,
				primary key (series_id, hour)
			)`.execute(db);
		await sql`create index history_hours_dirty on history_hours (hour) where dirty`.execute(db);
		await sql`
			insert into history_hours (series_id, hour)
			select distinct series_id, date_trunc('hour', t0) from sensor_attribute_chunks`.execute(db);
		await sql`
			create table sensor_attribute_rollups (
				series_id int not null,
				level int not null check (level in (1, 60, 3600)),
				t0 timestamptz not null,
				stride int not null,
				at int4[] not null,
				n int4[] not null,
				first_ms int4[] not null,
				last_ms int4[] not null,
				count int4[] not null,
				lo_ms int4[] not null,
				hi_ms int4[] not null,
				lo float8[] not null,
				hi float8[] not null,
				mean float8[] not null,
				first float8[] not null,
				last float8[] not null,
				gap_from int4[] not null,
				gap_to int4[] not null,
				primary key (series_id, level, t0)
			) partition by list (level)`.execute(db);
		for (const [name, level] of [
			["sensor_attribute_rollups_1s", 1],
			["sensor_attribute_rollups_1m", 60],
			["sensor_attribute_rollups_1h", 3600],
		] as const)
			await sql`
				create table ${sql.table(name)} partition of sensor_attribute_rollups
				for values in (${sql.lit(level)})`.execute(db);
	},
};
