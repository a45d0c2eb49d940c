import type { AttentionLevel } from "./backpressure.ts";
import type { JsonValue } from "./json.ts";
import type { Provenance } from "./sensor-join.ts";

/** What lists and tiles show of one sensor; times are milliseconds since 1970. */
export interface SensorSummary {
	sensor_id: string;
	sensor_name: string;
	sensor_type: string;
	connector_id: string;
	connector_name: string;
	provenance: Provenance;
	/** Attribution of a recording, null when there is none. */
	source: string | null;
	/** `disconnected` while its last connection is gone but its grace period lasts. */
	status: "online" | "disconnected" | "offline";
	online_since: number | null;
	last_seen_at: number | null;
	attention_level: AttentionLevel;
	/** The device's present batch window in milliseconds. */
	window_ms: number;
	/** Whether the device is asked to send nothing; absent: it is not. */
	paused?: boolean;
	/** Server clock minus device clock in milliseconds; null while unknown. */
	clock_offset_ms: number | null;
	attributes: AttributeSummary[];
}

/** What lists and tiles show of one attribute. */
export interface AttributeSummary {
	attribute_id: string;
	attribute_type: string;
	/** Name the device gave it, null when it gave none. */
	display_name: string | null;
	unit: string | null;
	/** Hz, as declared. */
	sampling_rate: number;
	/** Expected time between samples in milliseconds. */
	interval_ms: number;
	/** Like the sensor's, or `derived` when the server computes it. */
	provenance: Provenance | "derived";
	/** Attribute id it is computed from, null when it is measured. */
	derived_from: string | null;
	/** Newest sample, its timestamp in device time. */
	last_value: { payload: JsonValue; timestamp: number } | null;
	/** Measured samples per second. */
	rate_hz: number;
}
