import type pg from "pg";
import type { DatabaseAccess } from "../../../infrastructure/database/database.ts";
import type { TemporaryDatabase } from "../../../infrastructure/database/temporary-database.ts";

/** A database whose first commits succeed without their answer ever coming back. */
export class LossyDatabase {
	lost = 0;
	readonly #temporary: TemporaryDatabase;
	readonly #losses: number;

	constructor(temporary: TemporaryDatabase, losses: number) {
		this.#temporary = temporary;
		this.#losses = losses;
	}

	get(): DatabaseAccess {
		const { pool, kysely } = this.#temporary.database;
		const connect = async () => this.#client(await pool.connect());
		return { kysely, pool: { connect } as unknown as pg.Pool };
	}

	#client(client: pg.PoolClient): pg.PoolClient {
		let isFlush = false;
		return intercept(client, async (text, run) => {
			isFlush ||= text.includes("history_writers");
			const result = await run();
			if (text === "commit" && isFlush && this.lost < this.#losses) {
				this.lost += 1;
				throw new Error("Connection terminated unexpectedly");
			}
			return result;
		});
	}
}

/** A client whose text queries pass through `around`. */
export function intercept(
	client: pg.PoolClient,
	around: (text: string, run: () => Promise<unknown>) => Promise<unknown>,
): pg.PoolClient {
	const query = (first: unknown, values?: unknown[]) =>
		typeof first === "string"
			? around(first, () => client.query(first, values))
			: client.query(first as pg.Submittable);
	return new Proxy(client, {
		get: (target, key) => {
			if (key === "query") return query;
			const value = Reflect.get(target, key, target) as unknown;
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}
