import type { Stream } from "../../bio/budget/allocate.ts";
import { DemandClasses } from "../../bio/budget/allocate-classes.ts";
import { messageBytes, messageCost } from "../../bio/budget/budget-cost.ts";
import type { DemandSource } from "../../bio/resource-arbiter.ts";
import type { Registry } from "../../registry/registry.ts";
import type { SensorRecord } from "../sensors/sensor-record.ts";
import type { AttentionTable } from "./attention-table.ts";
import { deviceCap } from "./device-battery.ts";
import { boundedBy } from "./viewer-cap.ts";

/** A sample of a scalar attribute in a frame, in bytes. */
const SAMPLE_BYTES = 60;

/**
 * What a sensor asks of the budget: no more than its devices' battery allows.
 *
 * Samples of waveforms count nothing: they come whatever the window is; only how many messages carry them is decided.
 */
export function streamOf(record: SensorRecord, attention: AttentionTable): Stream {
	const { level, pool, viewers, weight, without } = attention.demandOf(record.id);
	const bytes = SAMPLE_BYTES * (record.store?.scalars ?? 0);
	const cap = deviceCap(record);
	return {
		...{ level: boundedBy(level, cap), weight },
		...{ cost: messageCost(bytes, viewers), bytes: messageBytes(bytes, viewers) },
		...(pool && { pool }),
		...(without && { without: { level: boundedBy(without.level, cap), weight: without.weight } }),
	};
}

/** The demand of all live sensors, for the arbiter. */
export class StreamsDemand implements DemandSource {
	readonly #registry: Registry<SensorRecord>;
	readonly #attention: AttentionTable;
	readonly #listeners = new Set<() => void>();

	constructor(registry: Registry<SensorRecord>, attention: AttentionTable) {
		this.#registry = registry;
		this.#attention = attention;
	}

	classes(): DemandClasses {
		const classes = new DemandClasses();
		for (const record of this.#registry.values()) {
			if (record.sensor !== null && record.devices.size > 0) classes.add(streamOf(record, this.#attention));
		}
		return classes;
	}

	onChange(listener: () => void): () => void {
		const stops = [this.#attention.onInterest(listener), this.#attention.onLobby(listener)];
		this.#listeners.add(listener);
		return () => {
			for (const stop of stops) stop();
			this.#listeners.delete(listener);
		};
	}

	/** A sensor has come, gone or got other attributes. */
	sensorChanged(): void {
		for (const listener of this.#listeners) listener();
	}
}
