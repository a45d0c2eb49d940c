import type { JsonValue } from "../json.ts";

/** Version of the stream format in the first byte of a frame. */
export const STREAM_FORMAT = 1;

/** Most samples a block may announce. */
export const BLOCK_SAMPLES = 1_000_000;

/** Flag of a frame with past samples, sent before the live ones. */
export const FRAME_SEED = 1;

/** Why a viewer was not sent samples; the last one is why the device has sent none, as it was asked to. */
export const GAP_REASONS = [
	"your connection",
	"page not shown",
	"left out while the server was busy",
] as const;

/** A reason of {@link GAP_REASONS}. */
export type GapReason = (typeof GAP_REASONS)[number];

/** Flags of a frame (bits 1–3) whose blocks all begin after samples that were left out; none without a reason. */
export function gapFlags(reason: GapReason | null): number {
	return reason === null ? 0 : (GAP_REASONS.indexOf(reason) + 1) << 1;
}

/**
 * The first byte of a block: how its values and times are written.
 *
 * Bits 0–2: decimals, or for floats 1 when they have 64 bits; bits 3–4: form of the values; bit 5: some values are unknown; bits 6–7: form of the times.
 */
export const VALUES = { decimal: 0, packed: 1, float: 2, json: 3 } as const;

/** In place of decimals: floats of 64 bits, not 32. */
export const FLOAT64 = 1;

/** How the steps between times are written: one for all, one bit or one byte more than the least, or varints. */
export const STEPS = { even: 0, bits: 1, bytes: 2, varints: 3 } as const;

/** Samples of one stream within a frame. */
export interface StreamBlock {
	/** Number of the stream, as the `streams` event announced it. */
	readonly stream: number;
	/** Running number of the first sample. */
	readonly seq: number;
	/** Device times in ms since 1970. */
	readonly times: Float64Array;
	/** Values flattened by stride, NaN where unknown; or structured values. */
	readonly values: Float64Array | JsonValue[];
	/** Server time at which the last sample arrived, in ms since 1970. */
	readonly arrived: number;
}

/** A decoded frame. */
export interface StreamFrame {
	/** Running number of the frame for this viewer. */
	readonly seq: number;
	/** Server time in ms since 1970. */
	readonly serverTime: number;
	/** Whether these are past samples, sent before the live ones. */
	readonly seed: boolean;
	/** Set when samples before those of each block were left out. */
	readonly gap?: { readonly reason: string };
	readonly blocks: readonly StreamBlock[];
}

/** What the `streams` event announces: the meaning of the numbers in binary frames. */
export interface StreamAnnouncement {
	/** Reference of all times in the frames, ms since 1970. */
	readonly epoch: number;
	readonly streams: readonly {
		readonly stream: number;
		readonly sensor_id: string;
		readonly attribute_id: string;
		/** Numbers per sample; 1 for structured values. */
		readonly stride: number;
		/** Set when its samples are the least and greatest of columns of this many ms. */
		readonly column_ms?: number;
		/** With columns: names their numbering; another one begins anew. */
		readonly numbering?: number;
	}[];
}
