import { sql } from "kysely";
import type { DatabaseAccess } from "../../infrastructure/database/database.ts";

/** Where a module's learned state is kept between starts: text by subject, e.g. a sensor id. */
export interface BioStates {
	/** Everything kept for the module. */
	load(module: string): Promise<Map<string, string>>;
	/** Replaces what is kept for these subjects; an empty text forgets one. */
	save(module: string, states: ReadonlyMap<string, string>): Promise<void>;
}

/** Rows in one statement. */
const BATCH = 500;

/** Keeps what the biomimetic modules have learned in the database. */
export class BioStateStore implements BioStates {
	readonly #database: { get(): DatabaseAccess };

	constructor(database: { get(): DatabaseAccess }) {
		this.#database = database;
	}

	async load(module: string): Promise<Map<string, string>> {
		const rows = await this.#database
			.get()
			.kysely.selectFrom("bio_states")
			.select(["subject", "state"])
			.where("module", "=", module)
			.execute();
		return new Map(rows.map(({ subject, state }) => [subject, state]));
	}

	async save(module: string, states: ReadonlyMap<string, string>): Promise<void> {
		const forgotten = Array.from(states).flatMap(([subject, state]) => (state === "" ? [subject] : []));
		for (let start = 0; start < forgotten.length; start += BATCH) {
			await this.#database
				.get()
				.kysely.deleteFrom("bio_states")
				.where("module", "=", module)
				.where("subject", "in", forgotten.slice(start, start + BATCH))
				.execute();
		}
		const rows = Array.from(states, ([subject, state]) => ({ module, subject, state })).filter(
			({ state }) => state !== "",
		);
		for (let start = 0; start < rows.length; start += BATCH) {
			await this.#database
				.get()
				.kysely.insertInto("bio_states")
				.values(rows.slice(start, start + BATCH))
				.onConflict((conflict) =>
					conflict.columns(["module", "subject"]).doUpdateSet((row) => ({
						state: row.ref("excluded.state"),
						updated_at: sql<Date>`now()`,
					})),
				)
				.execute();
		}
	}
}
