import { type AttributeSummary, type JsonValue, present, typeOfAttribute } from "@sensocto/protocol";
import type { Registry } from "../../registry/registry.ts";
import type { SensorStore, StoredAttribute, StoredSensor } from "../../storage/history/sensor-store.ts";
import { SensorRecord } from "./sensor-record.ts";

/** Stored sensors that lists show when they are not connected: the most recently seen ones. */
export const KNOWN_SENSORS = 10_000;

/** Fills the registry with stored sensors, offline, each with its last known values. */
export async function loadKnownSensors(store: SensorStore, registry: Registry<SensorRecord>): Promise<void> {
	await store.closeOpenConnections();
	const stored = await store.loadAll();
	for (const sensor of stored.slice(0, KNOWN_SENSORS)) {
		// What the server computes of several sensors has a history, but no device that could come back.
		if (sensor.provenance === "derived") continue;
		const record = registry.register(sensor.sensorId, (order) => toRecord(sensor, order));
		if (record.sensor === null) {
			record.lastSummary = {
				attributes: sensor.attributes.map(toAttribute),
				window_ms: 0,
				clock_offset_ms: null,
			};
		}
	}
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
