import type { DirectoryUpdate, SensorSummary } from "@sensocto/protocol";
import type { Scope, Worker } from "@sensocto/supervision";
import type { Registry } from "../../registry/registry.ts";
import type { AttentionTable } from "../attention/attention-table.ts";
import type { SensorRecord } from "./sensor-record.ts";
import { summarise } from "./summarise.ts";

/** Called with what changed, already as JSON: it is written once for all listeners. */
export type DirectoryListener = (updateJson: string) => void;

/** Changes of state are told this often, in ms. */
const STATE_INTERVAL_MS = 250;

/** New readings are told this often, in ms ... */
const ACTIVITY_INTERVAL_MS = 2_000;

/** ... for at most this many sensors at a time, in turn. */
const ACTIVITY_BATCH = 100;

/**
 * Keeps the directory of sensors that lists and lobbies show, and tells them what changes.
 *
 * Changes of state (new, online, attributes, attention) go out within 250 ms; last values of sensors that merely
 * keep sending are refreshed in turn every 2 s, since whoever watches a sensor has its stream anyway.
 */
export class SensorsStateAgent implements Worker {
	readonly #registry: Registry<SensorRecord>;
	readonly #attention: AttentionTable;
	readonly #listeners: Set<DirectoryListener>;
	readonly #changed = new Set<SensorRecord>();
	readonly #active = new Set<SensorRecord>();

	/** @param listeners owned one level up: a crash of the agent leaves them connected. */
	constructor(
		registry: Registry<SensorRecord>,
		attention: AttentionTable,
		listeners: Set<DirectoryListener>,
	) {
		this.#listeners = listeners;
		this.#registry = registry;
		this.#attention = attention;
	}

	start(scope: Scope): void {
		scope.every(STATE_INTERVAL_MS, () => this.#tellChanges());
		scope.every(ACTIVITY_INTERVAL_MS, () => this.#tellActivity());
		scope.defer(
			this.#attention.onChange((sensorId) => {
				const record = this.#registry.lookup(sensorId);
				if (record !== undefined) this.changed(record, "state");
			}),
		);
	}

	/** Notes that a sensor has changed; hot path for `activity`. */
	changed(record: SensorRecord, what: "state" | "activity"): void {
		(what === "state" ? this.#changed : this.#active).add(record);
	}

	/** Every sensor the platform knows. */
	all(): SensorSummary[] {
		return Array.from(this.#registry.values(), (record) => summarise(record, this.#attention));
	}

	/** One sensor, or undefined. */
	get(sensorId: string): SensorSummary | undefined {
		const record = this.#registry.lookup(sensorId);
		return record === undefined ? undefined : summarise(record, this.#attention);
	}

	#tellChanges(): void {
		if (this.#changed.size === 0) return;
		const changed = [...this.#changed];
		this.#changed.clear();
		for (const record of changed) this.#active.delete(record);
		this.#tell(changed);
	}

	#tellActivity(): void {
		const batch: SensorRecord[] = [];
		for (const record of this.#active) {
			if (batch.length === ACTIVITY_BATCH) break;
			this.#active.delete(record);
			batch.push(record);
		}
		this.#tell(batch);
	}

	#tell(records: readonly SensorRecord[]): void {
		if (records.length === 0 || this.#listeners.size === 0) return;
		const update: DirectoryUpdate = {
			sensors: records.map((record) => summarise(record, this.#attention)),
			removed: [],
		};
		const json = JSON.stringify(update);
		for (const listener of this.#listeners) listener(json);
	}
}
