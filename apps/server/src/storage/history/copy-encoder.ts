/** PostgreSQL counts time from 2000-01-01. */
const EPOCH_MS = 946_684_800_000;
const OID = { int4: 23, float4: 700, float8: 701 } as const;
const ARRAY_HEADER = 20;
const FIELDS = 10;
const NULL = -1;
const JSONB_VERSION = 1;
/** Field count, series_id, absent positions and t0, each value after its length. */
const ROW_HEADER = 2 + 8 + 4 + 4 + 12;
const POSITION_BYTES = 2;
/** Where the series id stands in an encoded row; it is filled in when the series has one. */
const SERIES_ID_AT = 6;

/** The columns of an encoded row, in order. */
export const CHUNK_COLUMNS = "series_id, lo, hi, t0, dt, v, w, j, arrived_at, offset_ms";

/** When a chunk's last sample arrived, and what was then known of the device's clock; NaN where nothing is known. */
export interface ArrivalStamp {
	/** Server time in ms. */
	readonly arrivedMs: number;
	/** Server time minus device time in ms. */
	readonly offsetMs: number;
}

const NO_STAMP: ArrivalStamp = { arrivedMs: Number.NaN, offsetMs: Number.NaN };

/** What a binary COPY begins with: signature, no flags, no header extension. */
export const COPY_HEADER = Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);
/** What a binary COPY ends with. */
export const COPY_TRAILER = Buffer.from([0xff, 0xff]);

/**
 * Encodes a chunk of numbers as one row of PostgreSQL's binary COPY format.
 *
 * @param t0 time of the first sample in ms
 * @param dt ms since `t0`, one per sample
 * @param values `samples × stride` numbers
 * @param bits 32 fills column `v`, 64 fills column `w`
 */
export function encodeNumericRow(
	t0: number,
	dt: Int32Array,
	samples: number,
	values: Float64Array,
	stride: number,
	bits: 32 | 64,
	stamp: ArrivalStamp = NO_STAMP,
): Buffer {
	const count = samples * stride;
	const width = bits === 32 ? 8 : 12;
	const extremes = stride === 1 ? findExtremes(dt, values, samples) : undefined;
	const size =
		(extremes ? 2 * POSITION_BYTES : 0) +
		ROW_HEADER +
		4 +
		ARRAY_HEADER +
		samples * 8 +
		4 +
		ARRAY_HEADER +
		count * width +
		4 +
		4 +
		stampBytes(stamp);
	const row = Buffer.allocUnsafe(size);
	const view = new DataView(row.buffer, row.byteOffset, size);
	let at = writeTimes(view, t0, dt, samples, extremes);
	if (bits === 64) at = writeInt32(view, at, NULL);
	at = writeArrayHeader(view, at, bits === 32 ? OID.float4 : OID.float8, count, width);
	if (bits === 32) {
		for (let index = 0; index < count; index += 1, at += 8) {
			view.setInt32(at, 4);
			view.setFloat32(at + 4, values[index]!);
		}
		at = writeInt32(view, at, NULL);
	} else {
		for (let index = 0; index < count; index += 1, at += 12) {
			view.setInt32(at, 8);
			view.setFloat64(at + 4, values[index]!);
		}
	}
	writeStamp(view, writeInt32(view, at, NULL), stamp);
	return row;
}

/** Encodes a chunk of structured samples, given as JSON texts, into column `j`. */
export function encodeJsonRow(
	t0: number,
	dt: Int32Array,
	samples: number,
	texts: readonly string[],
	stamp: ArrivalStamp = NO_STAMP,
): Buffer {
	const json = Buffer.from(`[${texts.join(",")}]`, "utf8");
	const head = ROW_HEADER + 4 + ARRAY_HEADER + samples * 8 + 4 + 4 + 4 + 1;
	const row = Buffer.allocUnsafe(head + json.length + stampBytes(stamp));
	const view = new DataView(row.buffer, row.byteOffset, row.length);
	let at = writeTimes(view, t0, dt, samples, undefined);
	at = writeInt32(view, at, NULL);
	at = writeInt32(view, at, NULL);
	at = writeInt32(view, at, 1 + json.length);
	view.setInt8(at, JSONB_VERSION);
	json.copy(row, at + 1);
	writeStamp(view, at + 1 + json.length, stamp);
	return row;
}

/** Fills in the series id of an encoded row that stands at `at` in `buffer`. */
export function setSeriesId(buffer: Buffer, at: number, seriesId: number): void {
	buffer.writeInt32BE(seriesId, at + SERIES_ID_AT);
}

/** Adds the column `seq`, the place in the order of writing, as the last of an encoded row. */
export function withSeq(row: Buffer, seq: number): Buffer {
	const column = Buffer.alloc(12);
	column.writeInt32BE(8);
	column.writeBigInt64BE(BigInt(seq), 4);
	const out = Buffer.concat([row, column]);
	out.writeInt16BE(out.readInt16BE(0) + 1, 0);
	return out;
}

/**
 * Writes a value as JSON text that a jsonb column accepts: it has no NUL and no half of a surrogate pair.
 * @throws RangeError when the value nests deeper than the stack allows
 */
export function toJsonbText(value: unknown): string {
	const text = JSON.stringify(value) ?? "null";
	if (!text.includes("\\u")) return text;
	// JSON.stringify writes whole pairs as they are: every escaped surrogate is half of one.
	return text.replace(/\\(u0000|u[dD][89a-fA-F][\da-fA-F]{2}|.)/g, (written, code: string) =>
		code.length > 1 ? "\\ufffd" : written,
	);
}

interface Extremes {
	lo: number;
	hi: number;
}

/** Positions of the smallest and the largest number; none when times repeat, since only the last of them counts. */
function findExtremes(dt: Int32Array, values: Float64Array, samples: number): Extremes | undefined {
	let lo = -1;
	let hi = -1;
	for (let index = 0; index < samples; index += 1) {
		if (index > 0 && dt[index]! <= dt[index - 1]!) return undefined;
		const value = values[index]!;
		if (Number.isNaN(value)) continue;
		if (lo === -1 || value < values[lo]!) lo = index;
		if (hi === -1 || value > values[hi]!) hi = index;
	}
	return lo === -1 ? undefined : { lo, hi };
}

function writeTimes(
	view: DataView,
	t0: number,
	dt: Int32Array,
	samples: number,
	extremes: Extremes | undefined,
): number {
	view.setInt16(0, FIELDS);
	view.setInt32(2, 4);
	view.setInt32(SERIES_ID_AT, 0);
	let at = SERIES_ID_AT + 4;
	for (const position of [extremes?.lo, extremes?.hi]) {
		at = writeInt32(view, at, position === undefined ? NULL : POSITION_BYTES);
		if (position === undefined) continue;
		view.setInt16(at, position);
		at += POSITION_BYTES;
	}
	view.setInt32(at, 8);
	view.setBigInt64(at + 4, BigInt(t0 - EPOCH_MS) * 1000n);
	at = writeArrayHeader(view, at + 12, OID.int4, samples, 8);
	for (let index = 0; index < samples; index += 1, at += 8) {
		view.setInt32(at, 4);
		view.setInt32(at + 4, dt[index]!);
	}
	return at;
}

/** One dimension, no nulls, counted from 1; every element stands after its length. */
function writeArrayHeader(view: DataView, at: number, oid: number, count: number, width: number): number {
	view.setInt32(at, ARRAY_HEADER + count * width);
	view.setInt32(at + 4, 1);
	view.setInt32(at + 8, 0);
	view.setInt32(at + 12, oid);
	view.setInt32(at + 16, count);
	view.setInt32(at + 20, 1);
	return at + 4 + ARRAY_HEADER;
}

/** Bytes of the two columns of a stamp. */
function stampBytes({ arrivedMs, offsetMs }: ArrivalStamp): number {
	return 4 + (Number.isFinite(arrivedMs) ? 8 : 0) + 4 + (Number.isFinite(offsetMs) ? 4 : 0);
}

function writeStamp(view: DataView, start: number, { arrivedMs, offsetMs }: ArrivalStamp): void {
	let at = writeInt32(view, start, Number.isFinite(arrivedMs) ? 8 : NULL);
	if (Number.isFinite(arrivedMs)) {
		view.setBigInt64(at, BigInt(Math.round(arrivedMs) - EPOCH_MS) * 1000n);
		at += 8;
	}
	at = writeInt32(view, at, Number.isFinite(offsetMs) ? 4 : NULL);
	if (Number.isFinite(offsetMs)) view.setFloat32(at, offsetMs);
}

function writeInt32(view: DataView, at: number, value: number): number {
	view.setInt32(at, value);
	return at + 4;
}
