import type { Clock } from "@sensocto/supervision";
import type { DatabaseAccess } from "../../infrastructure/database/database.ts";
import { uuidV7 } from "../../infrastructure/database/uuid-v7.ts";

/** A scenario as stored: a custom one with its text, a ready-made one only for its state. */
export interface StoredScenario {
	name: string;
	source: "ready-made" | "custom";
	yaml: string | null;
	running: boolean;
	startedAtMs: number | null;
	connectors: { connectorId: string; status: "running" | "paused" | "stopped" }[];
}

/** Where a generator's state belongs. */
export interface GeneratorKey {
	sensorId: string;
	attributeId: string;
}

/** The last state of a battery, in percent. */
export interface BatteryState extends GeneratorKey {
	level: number;
	charging: boolean;
	state: object;
}

/** The last state of a track: whatever its generator needs to go on. */
export interface TrackState extends GeneratorKey {
	state: object;
}

/** What the simulator restores after a restart: scenarios, connectors, batteries, positions on tracks. */
export class SimulatorStateStore {
	readonly #database: { get(): DatabaseAccess };
	readonly #clock: Clock;

	constructor(database: { get(): DatabaseAccess }, clock: Clock) {
		this.#database = database;
		this.#clock = clock;
	}

	/** Every stored scenario with its connectors, by name. */
	async loadScenarios(): Promise<StoredScenario[]> {
		const scenarios = await this.#kysely
			.selectFrom("simulator_scenarios")
			.selectAll()
			.orderBy("name")
			.execute();
		const connectors = await this.#kysely
			.selectFrom("simulator_connectors")
			.select(["scenario_id", "connector_id", "status"])
			.orderBy("connector_id")
			.execute();
		const byScenario = Map.groupBy(connectors, (row) => row.scenario_id);
		return scenarios.map(({ id, name, source, yaml, running, started_at }) => ({
			...{ name, source, yaml, running, startedAtMs: started_at?.getTime() ?? null },
			connectors: (byScenario.get(id) ?? []).map((row) => ({
				connectorId: row.connector_id,
				status: row.status,
			})),
		}));
	}

	/** Stores a scenario and the state of its connectors in one transaction; those not named are forgotten. */
	async saveScenario(scenario: StoredScenario): Promise<void> {
		const { name, source, yaml, running, startedAtMs, connectors } = scenario;
		const stored = { source, yaml, running, started_at: startedAtMs === null ? null : new Date(startedAtMs) };
		await this.#kysely.transaction().execute(async (transaction) => {
			const { id } = await transaction
				.insertInto("simulator_scenarios")
				.values({ id: this.#newId(), name, ...stored })
				.onConflict((row) => row.column("name").doUpdateSet({ ...stored, updated_at: this.#now() }))
				.returning("id")
				.executeTakeFirstOrThrow();
			await transaction.deleteFrom("simulator_connectors").where("scenario_id", "=", id).execute();
			if (connectors.length === 0) return;
			await transaction
				.insertInto("simulator_connectors")
				.values(
					connectors.map(({ connectorId, status }) => ({
						...{ id: this.#newId(), scenario_id: id, connector_id: connectorId, status },
					})),
				)
				.execute();
		});
	}

	/** Forgets a scenario with everything that belongs to it. @returns whether it was stored */
	async deleteScenario(name: string): Promise<boolean> {
		const { numDeletedRows } = await this.#kysely
			.deleteFrom("simulator_scenarios")
			.where("name", "=", name)
			.executeTakeFirst();
		return numDeletedRows > 0n;
	}

	/** Stores battery states of a stored scenario; an unknown scenario's are ignored. */
	async saveBatteries(scenario: string, batteries: readonly BatteryState[]): Promise<void> {
		const scenarioId = await this.#idOf(scenario);
		if (scenarioId === undefined || batteries.length === 0) return;
		await this.#kysely
			.insertInto("simulator_battery_states")
			.values(
				batteries.map(({ level, charging, ...rest }) => ({
					...generatorRow(scenarioId, rest),
					level,
					charging,
				})),
			)
			.onConflict((conflict) =>
				conflict.columns(["scenario_id", "sensor_id", "attribute_id"]).doUpdateSet((row) => ({
					level: row.ref("excluded.level"),
					charging: row.ref("excluded.charging"),
					state: row.ref("excluded.state"),
					updated_at: this.#now(),
				})),
			)
			.execute();
	}

	/** Stores track positions of a stored scenario; an unknown scenario's are ignored. */
	async saveTracks(scenario: string, tracks: readonly TrackState[]): Promise<void> {
		const scenarioId = await this.#idOf(scenario);
		if (scenarioId === undefined || tracks.length === 0) return;
		await this.#kysely
			.insertInto("simulator_track_positions")
			.values(tracks.map((track) => generatorRow(scenarioId, track)))
			.onConflict((conflict) =>
				conflict
					.columns(["scenario_id", "sensor_id", "attribute_id"])
					.doUpdateSet((row) => ({ state: row.ref("excluded.state"), updated_at: this.#now() })),
			)
			.execute();
	}

	/** The stored states of a scenario's generators; empty when it is not stored. */
	async loadGenerators(scenario: string): Promise<{ batteries: BatteryState[]; tracks: TrackState[] }> {
		const scenarioId = await this.#idOf(scenario);
		if (scenarioId === undefined) return { batteries: [], tracks: [] };
		const batteries = await this.#kysely
			.selectFrom("simulator_battery_states")
			.selectAll()
			.where("scenario_id", "=", scenarioId)
			.execute();
		const tracks = await this.#kysely
			.selectFrom("simulator_track_positions")
			.selectAll()
			.where("scenario_id", "=", scenarioId)
			.execute();
		const keyOf = (row: { sensor_id: string; attribute_id: string; state: unknown }) => ({
			...{ sensorId: row.sensor_id, attributeId: row.attribute_id, state: row.state as object },
		});
		return {
			batteries: batteries.map((row) => ({ ...keyOf(row), level: row.level, charging: row.charging })),
			tracks: tracks.map(keyOf),
		};
	}

	get #kysely() {
		return this.#database.get().kysely;
	}

	async #idOf(scenario: string): Promise<string | undefined> {
		const row = await this.#kysely
			.selectFrom("simulator_scenarios")
			.select("id")
			.where("name", "=", scenario)
			.executeTakeFirst();
		return row?.id;
	}

	#now(): Date {
		return new Date(this.#clock.now());
	}

	#newId(): string {
		return uuidV7(this.#clock.now());
	}
}

function generatorRow(scenarioId: string, { sensorId, attributeId, state }: TrackState) {
	return {
		scenario_id: scenarioId,
		sensor_id: sensorId,
		attribute_id: attributeId,
		state: JSON.stringify(state),
	};
}
