import type { SensorHandle } from "./sensor-handle.ts";
import type { SeriesHandle } from "./series-handle.ts";
import type { SpilledRecord } from "./spill/spill-store.ts";

/** A chunk encoded for COPY. */
export interface SealedRow {
	readonly series: SeriesHandle;
	readonly t0: number;
	readonly samples: number;
	readonly bytes: Buffer;
	/** Whether it may be given up before rows that are not waveforms. */
	readonly waveform: boolean;
	/** Position in the order of sealing, counted per shard from 1. */
	ordinal: number;
}

/** Asks to be told when everything appended before it is durable. */
export interface Barrier {
	/** Without a sensor it only marks a moment. */
	readonly sensor?: SensorHandle;
	readonly session?: string;
	readonly seq?: number;
	readonly done: (error?: Error) => void;
	/** Rows up to this ordinal came before it; set when the next flush is made. */
	upTo?: number;
}

/** A sensor came or went, or its devices were asked to send nothing or to go on, in server time. */
export interface PresenceEvent {
	readonly sensor: SensorHandle;
	readonly what: "online" | "offline" | "paused" | "resumed";
	readonly atMs: number;
}

/** What one transaction writes. It never changes once made: a repeated attempt must be the same write. */
export interface Flush {
	/** Counts the flushes of this writer's shard from 1. */
	readonly id: number;
	readonly rows: readonly SealedRow[];
	readonly barriers: readonly Barrier[];
	readonly presence: readonly PresenceEvent[];
	/** Where the rows wait in a file; then it has no barriers and no presence, and `id` means nothing. */
	readonly spilled?: SpilledRecord;
}
