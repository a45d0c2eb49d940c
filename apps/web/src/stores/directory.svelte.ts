import { applySensorChange, type DirectoryUpdate, type SensorSummary } from "@sensocto/protocol";
import { SvelteMap } from "svelte/reactivity";
import { session } from "./session.svelte.ts";

/** The directory changes at most this often on screen, in milliseconds. */
const APPLY_EVERY_MS = 250;

/**
 * Every sensor the server tells about, sorted by name.
 *
 * 1. `ids` changes only when a sensor comes, goes or is renamed.
 * 2. A sensor's record is replaced at most 4 times a second.
 */
class Directory {
	readonly #sensors = new SvelteMap<string, SensorSummary>();
	#ids = $state.raw<readonly string[]>([]);
	#known = $state(false);
	#pending: DirectoryUpdate[] = [];
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor() {
		session.viewer.onDirectory((update) => this.#receive(update));
	}

	/** Whether the server has told its sensors yet. */
	get known(): boolean {
		return this.#known;
	}

	/** Ids of all sensors, sorted by name; reactive. */
	get ids(): readonly string[] {
		return this.#ids;
	}

	/** All sensors, sorted by name; reactive to every change. */
	get sensors(): SensorSummary[] {
		return this.#ids.flatMap((id) => this.#sensors.get(id) ?? []);
	}

	/** A sensor by id; reactive to changes of that one. */
	get(sensorId: string): SensorSummary | undefined {
		return this.#sensors.get(sensorId);
	}

	#receive(update: DirectoryUpdate): void {
		if (update.full === true) this.#pending.length = 0;
		this.#pending.push(update);
		if (this.#timer !== undefined) return;
		this.#apply();
		this.#timer = setTimeout(() => {
			this.#timer = undefined;
			this.#apply();
		}, APPLY_EVERY_MS);
	}

	#apply(): void {
		if (this.#pending.length === 0) return;
		let reordered = false;
		for (const update of this.#pending) reordered = this.#merge(update) || reordered;
		this.#pending = [];
		this.#known = true;
		if (reordered) this.#ids = sortedIds([...this.#sensors.values()]);
	}

	#merge(update: DirectoryUpdate): boolean {
		let reordered = false;
		if (update.full === true) {
			const present = new Set(update.sensors.map((sensor) => sensor.sensor_id));
			for (const id of [...this.#sensors.keys()]) {
				if (present.has(id)) continue;
				this.#sensors.delete(id);
				reordered = true;
			}
		}
		for (const id of update.removed ?? []) reordered = this.#sensors.delete(id) || reordered;
		for (const sensor of update.sensors) {
			const before = this.#sensors.get(sensor.sensor_id);
			if (before?.sensor_name !== sensor.sensor_name) reordered = true;
			this.#sensors.set(sensor.sensor_id, sensor);
		}
		for (const change of update.changes ?? []) {
			const before = this.#sensors.get(change.sensor_id);
			if (before === undefined) continue;
			const after = applySensorChange(before, change);
			if (after.sensor_name !== before.sensor_name) reordered = true;
			this.#sensors.set(change.sensor_id, after);
		}
		return reordered;
	}
}

const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

function sortedIds(sensors: SensorSummary[]): string[] {
	return sensors
		.sort((a, b) => order.compare(a.sensor_name, b.sensor_name) || order.compare(a.sensor_id, b.sensor_id))
		.map((sensor) => sensor.sensor_id);
}

/** The one directory of the page. */
export const directory = new Directory();
