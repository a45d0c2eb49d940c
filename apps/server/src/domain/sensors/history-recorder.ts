import type { SensorDescriptor } from "../../storage/history/descriptors.ts";
import type { RepoReplicatorPool } from "../../storage/history/repo-replicator-pool.ts";
import type { SensorHandle } from "../../storage/history/sensor-handle.ts";
import { type Attribute, type Sample, storageKind, strideOf } from "./attribute.ts";
import type { SensorHistory } from "./sensor-history.ts";
import type { SensorRecord } from "./sensor-record.ts";

/** Keeps sensors' samples in the history through the replicator pool. */
export class HistoryRecorder implements SensorHistory {
	readonly #pool: RepoReplicatorPool;

	constructor(pool: RepoReplicatorPool) {
		this.#pool = pool;
	}

	follow(record: SensorRecord, attribute: Attribute): void {
		const { meta, type } = attribute;
		const sensor = this.#handle(record);
		sensor.clockOffset = () => record.clockOffsetMs;
		attribute.series = sensor.series({
			attributeId: attribute.id,
			attributeType: type.type,
			unit: meta.unit,
			samplingRateHz: meta.samplingRateHz ?? 1_000 / type.intervalMs,
			displayName: meta.displayName,
			provenance: meta.provenance,
			precision: storageKind(type),
			stride: strideOf(type),
			delivery: type.delivery,
		});
	}

	append(attribute: Attribute, time: number, sample: Sample, arrived: number): void {
		attribute.series?.append(time, sample, arrived);
	}

	online(record: SensorRecord, at: number): void {
		this.#handle(record).online(at);
	}

	offline(record: SensorRecord, at: number): void {
		this.#handle(record).offline(at);
	}

	paced(record: SensorRecord, paused: boolean, at: number): void {
		this.#handle(record).paced(paused, at);
	}

	forget(record: SensorRecord): void {
		this.#pool.forget(record.id);
	}

	/** Calls `done` once everything appended so far for the sensor is stored for good. */
	barrier(record: SensorRecord, session: string, seq: number, done: (error?: Error) => void): void {
		this.#pool.barrier(this.#handle(record), session, seq, done);
	}

	/** Number of the last batch of a device session that is stored; 0 when there is none. */
	lastSeq(sensorId: string, session: string): Promise<number> {
		return this.#pool.lastSeq(sensorId, session);
	}

	/** What the pool keeps of the sensor; both know then whether it is stored. */
	#handle(record: SensorRecord): SensorHandle {
		const handle = this.#pool.sensor(describe(record));
		if (record.isStored) handle.keep();
		record.isStored = handle.isKept;
		return handle;
	}
}

function describe({ id, identity }: SensorRecord): SensorDescriptor {
	return {
		sensorId: id,
		name: identity.name,
		type: identity.type,
		connectorId: identity.connectorId,
		connectorName: identity.connectorName,
		connectorType: identity.connectorType ?? undefined,
		provenance: identity.provenance,
		source: identity.source,
	};
}
