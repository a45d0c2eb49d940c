/**
 * Columns of one frame as they were read from its bytes: samples by attribute, their arrays shared by all frames.
 *
 * All of it is valid; it holds until the next frame is read.
 */
export interface ScannedColumns {
	/** Number of columns. */
	readonly count: number;
	/** Device time all others count from, ms since 1970. */
	readonly t0: number;
	/** Attribute of each column. */
	readonly ids: readonly string[];
	/** Index of each column's last sample plus one; it begins where the one before ends. */
	readonly ends: Int32Array;
	/** Time of each sample in ms since `t0`. */
	readonly offsets: Float64Array;
	readonly values: Float64Array;
}

/** Device time of a sample in whole ms. */
export function scannedTime({ offsets, t0 }: ScannedColumns, index: number): number {
	return Math.trunc(t0 + offsets[index]!);
}
