import {
	applySensorChange,
	type DirectoryUpdate,
	paceChange,
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

/**
 * What of a sensor has changed: what it is and whether it is there (`state`), how closely it is attended to and how fast
 * it sends for that (`pace`), or its newest values (`activity`).
 */
export type SensorChangeKind = "state" | "pace" | "activity";

/** Changes of state are told this often, in ms. */
const STATE_INTERVAL_MS = 250;

/** Changes of pace are told every so many times that those of state are: with every scroll there are many. */
const PACE_EVERY = 4;

/** New readings are told this often, in ms ... */
const ACTIVITY_INTERVAL_MS = 2_000;

/** ... for at most this many sensors at a time, in turn. */
const ACTIVITY_BATCH = 100;

/**
 * Keeps the directory of sensors that lists and lobbies show, and tells them what changes.
 *
 * Invariants:
 * 1. Changes of state (new, online, attributes) go out within 250 ms, those of pace within 1 s and by themselves; last
 *    values of sensors that merely keep sending are refreshed in turn every 2 s, since whoever watches a sensor has its
 *    stream anyway.
 * 2. `told` is what listeners know of each sensor, while there are any; what differs is told against it. A new listener
 *    is given a state at which nothing of importance is untold.
 * 3. A sensor that left the registry is told as removed, and nothing of it is kept.
 */
export class SensorsStateAgent implements Worker {
	readonly #registry: Registry<SensorRecord>;
	readonly #attention: AttentionTable;
	readonly #listeners: Set<DirectoryListener>;
	readonly #changed = new Set<SensorRecord>();
	readonly #paced = new Set<SensorRecord>();
	readonly #active = new Set<SensorRecord>();
	readonly #told = new Map<SensorRecord, SensorSummary>();
	#round = 0;
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
			this.#round = (this.#round + 1) % PACE_EVERY;
			this.#tellChanges(this.#round === 0);
		});
		scope.every(ACTIVITY_INTERVAL_MS, () => this.#tellActivity());
		scope.defer(
			this.#attention.onChange((sensorId) => {
				const record = this.#registry.lookup(sensorId);
				if (record !== undefined) this.changed(record, "pace");
			}),
		);
	}

	/** Notes that a sensor has changed; hot path for `activity`. */
	changed(record: SensorRecord, what: SensorChangeKind): void {
		(what === "activity" ? this.#active : what === "pace" ? this.#paced : this.#changed).add(record);
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
		this.#tellChanges(true);
		if (this.#listeners.size === 0) this.#told.clear();
		this.#listeners.add(listener);
		return this.whole();
	}

	/** Every sensor for a follower that was not told something: the fields of an update. */
	whole(): Buffer {
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

	/** @param pace whether to tell changes of pace as well. */
	#tellChanges(pace: boolean): void {
		const changed = [...this.#changed];
		this.#changed.clear();
		for (const record of changed) {
			this.#active.delete(record);
			this.#paced.delete(record);
		}
		this.#tell(changed, sensorChange);
		if (!pace) return;
		const paced = [...this.#paced];
		this.#paced.clear();
		this.#tell(paced, paceChange);
	}

	#tellActivity(): void {
		const batch: SensorRecord[] = [];
		for (const record of this.#active) {
			if (batch.length === ACTIVITY_BATCH) break;
			this.#active.delete(record);
			batch.push(record);
		}
		this.#tell(batch, sensorChange);
	}

	/** @param difference what of a sensor is told to those who know it. */
	#tell(records: readonly SensorRecord[], difference: typeof sensorChange): void {
		if (records.length === 0 || this.#listeners.size === 0) return;
		this.#whole = null;
		const { known, removed } = this.#sorted(records);
		const sensors = known.map((record) => summarise(record, this.#attention));
		const { changes, fresh } = this.#differences(known, sensors, difference);
		const whole = fields({ sensors, removed });
		const differing = fields({ sensors: fresh, removed, changes });
		const isEmpty = fresh.length + changes.length + removed.length === 0;
		for (const listener of this.#listeners) {
			if (listener.mode === "whole") listener.tell(whole());
			else if (!isEmpty) listener.tell(differing());
		}
	}

	/** Which sensors are there, and the ids of those that are no longer. */
	#sorted(records: readonly SensorRecord[]): { known: SensorRecord[]; removed: string[] } {
		const known: SensorRecord[] = [];
		const removed: string[] = [];
		for (const record of records) {
			const registered = this.#registry.lookup(record.id);
			if (registered === record) {
				known.push(record);
				continue;
			}
			this.#told.delete(record);
			// Under the id of one that was forgotten there may be another by now.
			if (registered === undefined) removed.push(record.id);
		}
		return { known, removed };
	}

	#differences(
		records: readonly SensorRecord[],
		sensors: readonly SensorSummary[],
		difference: typeof sensorChange,
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
			const change = difference(before, sensor);
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
