import type { ColumnType, Generated } from "kysely";

/** Where a value comes from. */
export type Provenance = "real" | "simulated" | "replayed" | "derived";

/** Set by the database when the row is written; a trigger-free `updated_at` is set by the writer. */
type Stamp = ColumnType<Date, Date | undefined, Date>;

interface Stamped {
	created_at: Stamp;
	updated_at: Stamp;
}

export interface ConnectorsTable extends Stamped {
	id: string;
	external_id: string;
	name: string;
	/** How it is connected, one of a closed list; `other` when the device says something else. */
	transport: Generated<"ble" | "wifi" | "web" | "native" | "iot" | "simulator" | "other">;
	/** What the device said, verbatim. */
	connector_type: string | null;
	status: Generated<"online" | "offline" | "idle">;
	connected_at: Date | null;
	last_seen_at: Date | null;
}

export interface SensorTypesTable extends Stamped {
	id: string;
	name: string;
	title: string | null;
	allowed_attributes: Generated<string[]>;
}

export interface SensorsTable extends Stamped {
	id: string;
	/** The id on the wire. */
	external_id: string;
	connector_id: string | null;
	name: string;
	sensor_type: string;
	mac_address: string | null;
	configuration: ColumnType<unknown, string | undefined, string>;
	visibility: Generated<"private" | "room" | "public">;
	provenance: Provenance;
	/** Attribution of replayed or foreign data. */
	source: string | null;
	status: Generated<"online" | "offline">;
	last_seen_at: Date | null;
}

export interface SensorAttributesTable extends Stamped {
	id: string;
	sensor_id: string;
	attribute_id: string;
	/** Names the attribute's samples; 4 bytes in each chunk row instead of 16. */
	series_id: Generated<number>;
	attribute_type: string;
	unit: string | null;
	sampling_rate_hz: number | null;
	display_name: string | null;
	min_value: number | null;
	max_value: number | null;
	value_kind: "float4" | "float8" | "jsonb";
	/** Numbers per sample. */
	stride: number;
	delivery: Generated<"every" | "latest" | "event">;
	provenance: Provenance;
}

/** Samples of one series; exactly one of `v`, `w`, `j` is set. */
export interface SensorAttributeChunksTable {
	series_id: number;
	/** Positions, from 0, of the smallest and the largest number; null for vectors, JSON, repeated times or only NaN. */
	lo: number | null;
	hi: number | null;
	/** Time of the chunk's first sample. */
	t0: Date;
	/** Order of writing; of two samples with equal time the later written counts. */
	seq: Generated<number>;
	/** Milliseconds since `t0`, one per sample, never descending. */
	dt: number[];
	v: number[] | null;
	w: number[] | null;
	j: unknown[] | null;
	/** Server time at which the last of the samples arrived. */
	arrived_at: Date | null;
	/** Estimate of server time minus device time at that moment, in ms. */
	offset_ms: number | null;
}

/** View: one row per sample. */
export interface SensorAttributeDataView {
	sensor_id: string;
	attribute_id: string;
	series_id: number;
	ts: Date;
	seq: number;
	value: number | null;
	payload: unknown;
	/** Of the chunk the sample is in. */
	arrived_at: Date | null;
	offset_ms: number | null;
}

export interface SensorConnectionsTable {
	id: string;
	sensor_id: string;
	connected_at: Date;
	disconnected_at: Date | null;
	created_at: Stamp;
	updated_at: Stamp;
}

/** When the devices of a sensor were asked to send nothing. */
export interface SensorPausesTable {
	id: string;
	sensor_id: string;
	paused_at: Date;
	/** Null while they still are. */
	resumed_at: Date | null;
	created_at: Stamp;
	updated_at: Stamp;
}

/** When a server ran: from its start to its last sign of life, see `server-runs.ts`. */
export interface ServerRunsTable {
	id: string;
	started_at: Date;
	alive_at: Date;
}

export interface IngestSessionsTable extends Stamped {
	sensor_id: string;
	session: string;
	last_seq: number;
}

/** One row per writer and shard; see `apply-flush.ts`. */
export interface HistoryWritersTable {
	writer_id: string;
	shard: number;
	flush_id: number;
	updated_at: Stamp;
}

/** How far each spill file is applied; see `claim-flush.ts`. */
export interface HistorySpillsTable {
	segment_id: string;
	/** Number of the segment's next record. */
	position: number;
	updated_at: Stamp;
}

/** What is known of one hour of a series. */
export interface HistoryHoursTable {
	series_id: number;
	hour: Date;
	/** Samples came since it was last merged and summarised. */
	dirty: Generated<boolean>;
	/** Longest time one of its merged chunks lasts, in ms. */
	span_ms: Generated<number>;
	/** Which summaries there are, by the length of their windows in seconds. */
	levels: Generated<number[]>;
	/** Since when only the summaries are left. */
	expired_at: Date | null;
}

/** Summaries of one hour of a series in windows of `level` seconds; times are ms since `t0`. */
export interface SensorAttributeRollupsTable {
	series_id: number;
	level: 1 | 60 | 3600;
	t0: Date;
	/** Numbers per sample; the arrays from `count` to `last` have as many entries per window. */
	stride: number;
	at: number[];
	/** Samples. */
	n: number[];
	first_ms: number[];
	last_ms: number[];
	/** Samples whose component is a number. */
	count: number[];
	lo_ms: number[];
	hi_ms: number[];
	lo: number[];
	hi: number[];
	mean: number[];
	first: number[];
	last: number[];
	gap_from: number[];
	gap_to: number[];
}

export interface TokensTable extends Stamped {
	id: string;
	/** SHA-256 of the secret. */
	token_hash: Buffer;
	purpose: "viewer" | "session" | "connector" | "magic_link" | "api";
	subject: string;
	claims: ColumnType<unknown, string | undefined, string>;
	expires_at: Date;
	revoked_at: Date | null;
}

export interface SimulatorScenariosTable extends Stamped {
	id: string;
	name: string;
	source: "ready-made" | "custom";
	yaml: string | null;
	running: Generated<boolean>;
	started_at: Date | null;
}

export interface SimulatorConnectorsTable extends Stamped {
	id: string;
	scenario_id: string;
	connector_id: string;
	status: Generated<"running" | "paused" | "stopped">;
}

export interface SimulatorTrackPositionsTable extends Stamped {
	scenario_id: string;
	sensor_id: string;
	attribute_id: string;
	state: ColumnType<unknown, string, string>;
}

export interface SimulatorBatteryStatesTable extends Stamped {
	scenario_id: string;
	sensor_id: string;
	attribute_id: string;
	level: number;
	charging: boolean;
	state: ColumnType<unknown, string, string>;
}

export interface BioStatesTable {
	module: string;
	subject: string;
	state: string;
	updated_at: Generated<Date>;
}

/** Every table and view, for Kysely. */
export interface Schema {
	connectors: ConnectorsTable;
	sensor_types: SensorTypesTable;
	sensors: SensorsTable;
	sensor_attributes: SensorAttributesTable;
	sensor_attribute_chunks: SensorAttributeChunksTable;
	sensor_attribute_data: SensorAttributeDataView;
	sensor_connections: SensorConnectionsTable;
	sensor_pauses: SensorPausesTable;
	server_runs: ServerRunsTable;
	ingest_sessions: IngestSessionsTable;
	history_writers: HistoryWritersTable;
	history_spills: HistorySpillsTable;
	history_hours: HistoryHoursTable;
	sensor_attribute_rollups: SensorAttributeRollupsTable;
	tokens: TokensTable;
	simulator_scenarios: SimulatorScenariosTable;
	simulator_connectors: SimulatorConnectorsTable;
	simulator_track_positions: SimulatorTrackPositionsTable;
	simulator_battery_states: SimulatorBatteryStatesTable;
	bio_states: BioStatesTable;
}
