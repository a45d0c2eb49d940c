import { LIMITS } from "@sensocto/protocol";
import type { Scope } from "@sensocto/supervision";
import type { Registry } from "../../registry/registry.ts";
import type { SensorStore, StoredSensor } from "../../storage/history/sensor-store.ts";
import { toSummary } from "./known-sensors.ts";
import type { SensorRecord } from "./sensor-record.ts";

/** Sensors that wait to be looked up, at most; further ones go without their past. */
export const RECALLS_WAITING = 10_000;

/** Sensors looked up at once. */
const RECALLED_TOGETHER = 100;

/** Time until the database is asked again while it is away, in ms. */
const RETRY_MS = 10_000;

/** What {@link SensorRecall} works with. */
export interface SensorRecallContext {
	readonly store: Pick<SensorStore, "find">;
	readonly registry: Registry<SensorRecord>;
	/** Told which sensors are known better now. */
	recalled(record: SensorRecord): void;
}

/**
 * Reads back what is stored of sensors that come, and are not among the known ones: their attributes and last values.
 *
 * Invariants:
 * 1. Nobody waits for it: a sensor takes in samples meanwhile, and what it has sent itself is never replaced.
 * 2. One look-up at a time, for at most {@link RECALLED_TOGETHER} sensors; at most {@link RECALLS_WAITING} wait.
 * 3. An outage of the database only delays it.
 */
export class SensorRecall {
	readonly #scope: Scope;
	readonly #context: SensorRecallContext;
	readonly #waiting = new Map<string, SensorRecord>();
	#runs = false;

	constructor(scope: Scope, context: SensorRecallContext) {
		this.#scope = scope;
		this.#context = context;
	}

	/** Asks for what is stored of a sensor that has just come. */
	ask(record: SensorRecord): void {
		if (this.#waiting.size >= RECALLS_WAITING) return;
		this.#waiting.set(record.id, record);
		if (this.#runs) return;
		this.#runs = true;
		this.#scope.run(this.#drain());
	}

	async #drain(): Promise<void> {
		for (let ids = this.#next(); ids.length > 0; ids = this.#next()) {
			let stored: StoredSensor[];
			try {
				stored = await this.#context.store.find(ids);
			} catch {
				// The database is away, which others tell; the sensors go on without their past until it is back.
				this.#scope.after(RETRY_MS, () => this.#scope.run(this.#drain()));
				return;
			}
			if (this.#scope.signal.aborted) return;
			for (const sensor of stored) this.#recall(sensor);
			for (const id of ids) this.#waiting.delete(id);
		}
		this.#runs = false;
	}

	/** The sensors to be looked up next; those that have gone again are left out. */
	#next(): string[] {
		const ids: string[] = [];
		for (const [id, record] of this.#waiting) {
			if (this.#context.registry.lookup(id) !== record) this.#waiting.delete(id);
			else if (ids.push(id) === RECALLED_TOGETHER) break;
		}
		return ids;
	}

	#recall(sensor: StoredSensor): void {
		const { recalled, registry } = this.#context;
		const record = this.#waiting.get(sensor.sensorId);
		if (record === undefined || registry.lookup(sensor.sensorId) !== record) return;
		const stored = toSummary(sensor);
		const known = record.lastSummary ?? { ...stored, attributes: [] };
		const ids = new Set(known.attributes.map(({ attribute_id }) => attribute_id));
		const past = stored.attributes.filter(({ attribute_id }) => !ids.has(attribute_id));
		const attributes = [...known.attributes, ...past].slice(0, LIMITS.attributesPerSensor);
		record.lastSummary = { ...known, attributes };
		record.lastSeenAt ??= sensor.lastSeenMs;
		record.isStored = true;
		recalled(record);
	}
}
