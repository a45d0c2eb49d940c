import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { sensorsMigration } from "./migrations/0001-sensors.ts";
import { historyMigration } from "./migrations/0002-history.ts";
import { tokensMigration } from "./migrations/0003-tokens.ts";
import { simulatorMigration } from "./migrations/0004-simulator.ts";
import { arrivalMigration } from "./migrations/0005-arrival.ts";
import { spillsMigration } from "./migrations/0006-spills.ts";
import { hoursMigration } from "./migrations/0007-hours.ts";
import { bioMigration } from "./migrations/0008-bio.ts";
import { absencesMigration } from "./migrations/0009-absences.ts";
import type { Schema } from "./schema.ts";

/** All migrations by name, in the order of their names. A released one is never changed. */
export const MIGRATIONS: Record<string, Migration> = {
	"0001-sensors": sensorsMigration,
	"0002-history": historyMigration,
	"0003-tokens": tokensMigration,
	"0004-simulator": simulatorMigration,
	"0005-arrival": arrivalMigration,
	"0006-spills": spillsMigration,
	"0007-hours": hoursMigration,
	"0008-bio": bioMigration,
	"0009-absences": absencesMigration,
};

/**
 * Brings the database to the newest schema, forward only, in one transaction.
 *
 * Kysely holds an advisory lock meanwhile, so servers that start together migrate once.
 * @returns the names of the migrations applied now
 * @throws Error that names the failing migration
 */
export async function migrate(kysely: Kysely<Schema>, migrations = MIGRATIONS): Promise<string[]> {
	const migrator = new Migrator({ db: kysely, provider: { getMigrations: async () => migrations } });
	const { error, results = [] } = await migrator.migrateToLatest();
	if (error) {
		const failed = results.find((result) => result.status === "Error")?.migrationName ?? "start";
		throw new Error(`The database could not be migrated (${failed}).`, { cause: error });
	}
	return results.map((result) => result.migrationName);
}
