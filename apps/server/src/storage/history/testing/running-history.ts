import { Supervisor, systemClock } from "@sensocto/supervision";
import {
	silentLogger,
	startTemporaryDatabase,
	type TemporaryDatabase,
} from "../../../infrastructure/database/temporary-database.ts";
import type { SensorDescriptor } from "../descriptors.ts";
import { RepoReplicatorPool, type RepoReplicatorPoolOptions } from "../repo-replicator-pool.ts";
import type { SensorHandle } from "../sensor-handle.ts";

/** A database of its own and the pool that writes to it, for tests. */
export class RunningHistory {
	readonly temporary: TemporaryDatabase;
	readonly pool: RepoReplicatorPool;
	readonly #supervisor: Supervisor;
	#sensors = 0;

	private constructor(temporary: TemporaryDatabase, options: Partial<RepoReplicatorPoolOptions>) {
		this.temporary = temporary;
		const usual = { database: temporary, clock: systemClock, logger: silentLogger };
		this.pool = new RepoReplicatorPool({ ...usual, ...options });
		this.#supervisor = new Supervisor("test", { strategy: "one_for_one" }, [this.pool.spec()]);
	}

	/** @param options what is not as usual; a function makes it of the database. */
	static async start(
		options:
			| Partial<RepoReplicatorPoolOptions>
			| ((temporary: TemporaryDatabase) => Partial<RepoReplicatorPoolOptions>) = {},
	): Promise<RunningHistory> {
		const temporary = await startTemporaryDatabase();
		const own = typeof options === "function" ? options(temporary) : options;
		const history = new RunningHistory(temporary, own);
		await history.#supervisor.start();
		return history;
	}

	/** Stores what waits, then stops the database and removes it. */
	async stop(): Promise<void> {
		await this.#supervisor.stop();
		await this.temporary.stop();
	}

	/** A sensor that none of the tests knows yet. */
	newSensor(described: Partial<SensorDescriptor> = {}): SensorHandle {
		this.#sensors += 1;
		return this.pool.sensor({
			...{ sensorId: `s:${this.#sensors}`, name: "S", type: "t", connectorId: "c", connectorName: "C" },
			provenance: "real",
			...described,
		});
	}

	/** Rows of a query. */
	async rows(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
		const { rows } = await this.temporary.database.pool.query(text, values);
		return rows;
	}
}
