import {
	applySensorChange,
	type DirectoryUpdate,
	type SensorChange,
	type SensorSummary,
	sensorChange,
} from "@sensocto/protocol";
import type { Scope, Worker } from "@sensocto/supervision";
import type { Registry } from "../../registry/registry.ts";
import type { AttentionTable } from "../attention/attention-table.ts";
import type { SensorRecord } from "./sensor-record.ts";
import { summarise } from "./summarise.ts";

/** Somebody who follows the directory; it is given JSON that is written once for all listeners of its kind. */
export interface DirectoryListener {
	/** Whether it wants whole summaries of what changed, or only what differs. */
	readonly mode: "whole" | "changes";
	/** Takes the fields of a {@link DirectoryUpdate}, without the braces around them. */
	tell(fields: Buffer): void;
}

/** Changes of state are told this often, in ms. */
const STATE_INTERVAL_MS = 250;

/** New readings are told this often, in ms ... */
const ACTIVITY_INTERVAL_MS = 2_000;

/** ... for at most this many sensors at a time, in turn. */
const ACTIVITY_BATCH = 100;

/**
 * Keeps the directory of sensors that lists and lobbies show, and tells them what changes.
 *
 * Invariants:
 * 1. Changes of state (new, online, attributes, attention) go out within 250 ms; last values of sensors that merely
 *    keep sending are refreshed in turn every 2 s, since whoever watches a sensor has its stream anyway.
 * 2. `told` is what listeners know of each sensor, while there are any; what differs is told against it. A new listener
 *    is given a state at which nothing of importance is untold.
 */
export class SensorsStateAgent implements Worker {
	readonly #registry: Registry<SensorRecord>;
	readonly #attention: AttentionTable;
	readonly #listeners: Set<DirectoryListener>;
	readonly #changed = new Set<SensorRecord>();
	readonly #active = new Set<SensorRecord>();
	readonly #told = new Map<SensorRecord, SensorSummary>();
	/** Every sensor as JSON, until something is told or {@link STATE_INTERVAL_MS} have passed. */
	#whole: Buffer | null = null;

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
		scope.every(STATE_INTERVAL_MS, () => {
			this.#whole = null;
			this.#tellChanges();
		});
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

	/**
	 * Every sensor for a new listener, who follows what changes from here on: the fields of an update.
	 *
	 * Listeners that come together, as after a restart, share what was written for the first of them.
	 */
	follow(listener: DirectoryListener): Buffer {
		this.#tellChanges();
		if (this.#listeners.size === 0) this.#told.clear();
		this.#listeners.add(listener);
		if (this.#whole === null) {
			const sensors = Array.from(this.#registry.values(), (record) => {
				const summary = summarise(record, this.#attention);
				if (!this.#told.has(record)) this.#told.set(record, summary);
				return summary;
			});
			this.#whole = fields({ full: true, sensors, removed: [] })();
		}
		return this.#whole;
	}

	/** Ends what {@link follow} began. */
	unfollow(listener: DirectoryListener): void {
		this.#listeners.delete(listener);
		if (this.#listeners.size > 0) return;
		this.#told.clear();
		this.#whole = null;
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
		this.#whole = null;
		const sensors = records.map((record) => summarise(record, this.#attention));
		const { changes, fresh } = this.#differences(records, sensors);
		const whole = fields({ sensors, removed: [] });
		const differing = fields({ sensors: fresh, removed: [], changes });
		const isEmpty = fresh.length === 0 && changes.length === 0;
		for (const listener of this.#listeners) {
			if (listener.mode === "whole") listener.tell(whole());
			else if (!isEmpty) listener.tell(differing());
		}
	}

	#differences(
		records: readonly SensorRecord[],
		sensors: readonly SensorSummary[],
	): { fresh: SensorSummary[]; changes: SensorChange[] } {
		const fresh: SensorSummary[] = [];
		const changes: SensorChange[] = [];
		records.forEach((record, i) => {
			const sensor = sensors[i]!;
			const before = this.#told.get(record);
			if (before === undefined) {
				fresh.push(sensor);
				this.#told.set(record, sensor);
				return;
			}
			const change = sensorChange(before, sensor);
			// What is not worth telling stays as it was told, so that small steps add up.
			if (change === undefined) return;
			changes.push(change);
			this.#told.set(record, applySensorChange(before, change));
		});
		return { fresh, changes };
	}
}

/** The fields of an update as JSON, written when the first listener needs them. */
function fields(update: DirectoryUpdate): () => Buffer {
	let bytes: Buffer | undefined;
	return () => (bytes ??= Buffer.from(JSON.stringify(update).slice(1, -1)));
}
