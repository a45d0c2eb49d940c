import {
	type AttributeSummary,
	type JsonValue,
	present,
	type SensorSummary,
	typeOfAttribute,
} from "@sensocto/protocol";
import type { Registry } from "../../registry/registry.ts";
import type { SensorStore, StoredAttribute, StoredSensor } from "../../storage/history/sensor-store.ts";
import { type LastSummary, SensorRecord } from "./sensor-record.ts";
import { summarise } from "./summarise.ts";

/** Stored sensors that lists show when they are not connected: the most recently seen ones. */
export const KNOWN_SENSORS = 10_000;

/** Fills the registry with stored sensors, offline, each with its last known values. */
export async function loadKnownSensors(store: SensorStore, registry: Registry<SensorRecord>): Promise<void> {
	await store.closeOpenConnections();
	for (const sensor of await store.loadRecent(KNOWN_SENSORS)) {
		const record = registry.register(sensor.sensorId, (order) => toRecord(sensor, order));
		if (record.sensor === null) record.lastSummary = toSummary(sensor);
	}
}

/** What lists show of a stored sensor that is not among the known ones; undefined when none of that id is stored. */
export async function findStoredSensor(
	store: Pick<SensorStore, "find">,
	sensorId: string,
): Promise<SensorSummary | undefined> {
	const [sensor] = await store.find([sensorId]);
	if (sensor === undefined) return undefined;
	const record = toRecord(sensor, 0);
	record.lastSummary = toSummary(sensor);
	return summarise(record, { level: () => "none" });
}

/** What is remembered of a stored sensor while it is offline. */
export function toSummary(sensor: StoredSensor): LastSummary {
	return { attributes: sensor.attributes.map(toAttribute), window_ms: 0, clock_offset_ms: null };
}

function toRecord(sensor: StoredSensor, order: number): SensorRecord {
	const record = new SensorRecord(sensor.sensorId, order, {
		name: sensor.name,
		type: sensor.type,
		connectorId: sensor.connectorId ?? sensor.sensorId,
		connectorName: sensor.connectorName ?? "Unknown",
		connectorType: sensor.connectorType,
		provenance: sensor.provenance === "derived" ? "real" : sensor.provenance,
		source: sensor.source,
	});
	record.lastSeenAt = sensor.lastSeenMs;
	record.isStored = true;
	return record;
}

function toAttribute(attribute: StoredAttribute): AttributeSummary {
	const type = typeOfAttribute(named(attribute));
	const rate = attribute.samplingRateHz ?? 1_000 / type.intervalMs;
	return {
		attribute_id: attribute.attributeId,
		attribute_type: attribute.attributeType,
		display_name: attribute.displayName,
		unit: attribute.unit,
		sampling_rate: rate,
		interval_ms: Math.round(1_000_000 / rate) / 1_000,
		provenance: attribute.provenance,
		derived_from: attribute.provenance === "derived" ? attribute.attributeId.replace(/_[a-z]+$/, "") : null,
		last_value:
			attribute.last === null
				? null
				: { timestamp: attribute.last.timestamp, payload: payloadOf(attribute, attribute.last.sample) },
		rate_hz: 0,
	};
}

function named({ attributeId, attributeType }: StoredAttribute): {
	attribute_id: string;
	attribute_type: string;
} {
	return { attribute_id: attributeId, attribute_type: attributeType };
}

function payloadOf(attribute: StoredAttribute, sample: unknown): JsonValue {
	if (typeof sample === "number") return Number.isFinite(sample) ? sample : null;
	if (!Array.isArray(sample) || attribute.stride === 1) return sample as JsonValue;
	return present(typeOfAttribute(named(attribute)), Float64Array.from(sample as number[]));
}
