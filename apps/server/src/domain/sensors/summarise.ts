import { type AttributeSummary, LIMITS, type SensorSummary } from "@sensocto/protocol";
import type { AttentionTable } from "../attention/attention-table.ts";
import { payloadAt } from "../delivery/rows-fragment.ts";
import type { Attribute } from "./attribute.ts";
import type { LastSummary, SensorRecord } from "./sensor-record.ts";

/** What lists show of a sensor: its live state, or the last known one when its processes do not run. */
export function summarise(record: SensorRecord, attention: Pick<AttentionTable, "level">): SensorSummary {
	const { identity, sensor, store, lastSummary } = record;
	const attributes =
		store === null ? (lastSummary?.attributes ?? []) : liveAttributes(store.values(), lastSummary);
	return {
		sensor_id: record.id,
		sensor_name: identity.name,
		sensor_type: identity.type,
		connector_id: identity.connectorId,
		connector_name: identity.connectorName,
		provenance: identity.provenance,
		source: identity.source,
		status: record.status,
		online_since: record.status === "offline" ? null : record.onlineSince,
		last_seen_at: record.lastSeenAt,
		attention_level: attention.level(record.id),
		window_ms: sensor?.toldConfig.recommended_batch_window ?? lastSummary?.window_ms ?? 0,
		paused: record.status === "online" && sensor?.toldConfig.paused === true,
		clock_offset_ms: record.clockOffsetMs,
		attributes,
	};
}

/**
 * Attributes of the running sensor, then those it had before its processes started and has not sent yet.
 *
 * One without a sample since then shows its last known value.
 */
function liveAttributes(attributes: Iterable<Attribute>, last: LastSummary | null): AttributeSummary[] {
	const known = new Map((last?.attributes ?? []).map((attribute) => [attribute.attribute_id, attribute]));
	const live = Array.from(attributes, (attribute) => {
		const summary = summariseAttribute(attribute, known.get(attribute.id));
		known.delete(attribute.id);
		return summary;
	});
	const awaited = Array.from(known.values(), (attribute) => ({ ...attribute, rate_hz: 0 }));
	return [...live, ...awaited].slice(0, LIMITS.attributesPerSensor);
}

function summariseAttribute(attribute: Attribute, known: AttributeSummary | undefined): AttributeSummary {
	const { ring, meta, type } = attribute;
	const lastValue =
		ring.length === 0
			? (known?.last_value ?? null)
			: { payload: payloadAt(attribute, ring.head - 1), timestamp: ring.lastTime };
	return {
		attribute_id: attribute.id,
		attribute_type: type.type,
		display_name: meta.displayName,
		unit: meta.unit,
		sampling_rate: meta.samplingRateHz ?? round(1_000 / attribute.intervalMs),
		interval_ms: round(attribute.intervalMs),
		provenance: meta.provenance,
		derived_from: meta.derivedFrom,
		last_value: lastValue,
		rate_hz: round(attribute.measuredRateHz),
	};
}

function round(value: number): number {
	return Math.round(value * 1_000) / 1_000;
}
