import type { DirectoryMode } from "./directory.ts";
import type { JsonValue } from "./json.ts";

/** Form of `sensor_batch`: rows of measurements, columns per attribute, or binary blocks (V2 only). */
export type ViewerEncoding = "rows" | "columns" | "binary";

/** The encodings a viewer may ask for. */
export const VIEWER_ENCODINGS: readonly ViewerEncoding[] = ["rows", "columns", "binary"];

/** One sensor, or one attribute of it, that a viewer wants to be sent. */
export interface Subscription {
	sensor_id: string;
	/** All attributes of the sensor when absent. */
	attribute_id?: string;
	/** Stretch of time it is shown over, ms; with `width_px` waveforms come at the resolution of the screen. */
	span_ms?: number;
	/** Pixels it is shown on. */
	width_px?: number;
}

/** How somebody looks at something, from weakest to strongest. */
export type LeaseKind = "view" | "hover" | "focus" | "pin";

/** The lease kinds a viewer may hold. */
export const LEASE_KINDS: readonly LeaseKind[] = ["view", "hover", "focus", "pin"];

/** A viewer's declared interest in an attribute, or in a whole sensor (`*`). */
export interface Lease {
	sensor_id: string;
	attribute_id: string;
	kind: LeaseKind;
}

/** Parameters of a join to `viewer:<view_id>`. */
export interface ViewerJoin {
	encoding: ViewerEncoding;
	directory: DirectoryMode;
	subscriptions: Subscription[];
}

/** Reply to a join of `viewer:<view_id>`. */
export interface ViewerJoined {
	view_id: string;
	/** The encoding the batches come in; V1 clients that ask for binary ones get columns. */
	encoding: ViewerEncoding;
	/** Server clock, milliseconds since 1970. */
	server_time: number;
	lobby: Record<string, JsonValue>;
}

/** Payload of `subscribe`. */
export interface SubscribeRequest {
	subscriptions: Subscription[];
	/** Past samples to send first, 0 to 3 600 000 ms. */
	seedMs: number;
}

/** Payload of `attention`: what changed since the last one. */
export interface AttentionUpdate {
	epoch: number;
	add: Lease[];
	remove: Lease[];
	hidden?: boolean;
	/** `add` is the viewer's whole set, not a change. */
	full?: true;
	/** Sent every 20 s: the viewer is there, whether or not anything has changed. */
	heartbeat?: true;
	/** With a heartbeat: {@link hashLease} summed over the viewer's whole set, modulo 2³². */
	hash?: number;
}

/** Response to an `attention` message. */
export interface AttentionReply {
	/** The server holds another set than the heartbeat's hash tells: it asks for the whole one. */
	resync?: true;
}

/** Payload of `ack`: the last frame painted and how long painting took after it came. */
export interface Ack {
	seq: number;
	paintLagMs: number;
	/** Time from the frame's arrival to this message, when the viewer held it back after painting. */
	heldMs?: number;
}

/** Payload of `client_health`; every figure is optional. */
export interface ClientHealth {
	healthScore?: number;
	fps?: number;
	cpuPressure?: string | number;
	memoryPressure?: string | number;
	/** Charge as a share of 1; above 1 it is read as percent. */
	batteryLevel?: number;
	batteryCharging?: boolean;
	/** The person asked for little data to be used. */
	saveData?: boolean;
	networkEffectiveType?: string;
	thermalState?: string;
	droppedFrames?: number;
}

/** Samples of one attribute as columns; vectors are flattened by stride in `v`. */
export interface Columns {
	/** Running number of the first sample; the next columns begin at `seq` + number of samples. */
	seq: number;
	/** Device time of reference, milliseconds since 1970. */
	t0: number;
	/** Whole milliseconds since `t0` per sample. */
	dt: number[];
	v: (number | null)[] | JsonValue[];
}

/** Columns as a viewer gets them. */
export interface StreamColumns extends Columns {
	/** Server clock at the arrival of the last sample. */
	arrived: number;
	/** Set when the samples are the least and greatest of columns of this many ms. */
	column_ms?: number;
	/** With `column_ms`: names the numbering of `seq`; another one begins anew. */
	numbering?: number;
	/** Set when samples before these were left out. */
	gap?: { reason: string };
}

/** Payload of `sensor_batch` in the columns encoding. */
export interface ColumnsBatch {
	/** Running number of the frame. */
	seq: number;
	server_time: number;
	/** Whether these are past samples, sent before the live ones. */
	seed?: true;
	columns: Record<string, Record<string, StreamColumns>>;
}

/** One measurement as the rows encoding carries it. */
export interface RowMeasurement {
	sensor_id: string;
	attribute_id: string;
	payload: JsonValue;
	timestamp: number;
	event?: string;
}

/** Payload of `sensor_batch` in the rows encoding. */
export interface RowsBatch {
	batch: Record<string, Record<string, RowMeasurement | RowMeasurement[]>>;
}
