/** PostgreSQL counts time from 2000-01-01. */
const EPOCH_MS = 946_684_800_000;
const ARRAY_HEADER = 20;

/** Decodes a `timestamptz` into ms. */
export function decodeTime(bytes: Buffer): number {
	return readTime(viewOf(bytes), 0);
}

/** Decodes a `timestamptz[]` into ms. */
export function decodeTimes(bytes: Buffer): Float64Array {
	const view = viewOf(bytes);
	const out = new Float64Array(countOf(bytes));
	for (let index = 0, at = ARRAY_HEADER + 4; index < out.length; index += 1, at += 12)
		out[index] = readTime(view, at);
	return out;
}

/** Microseconds in two halves, faster than one 64-bit integer; rounding corrects what a double cannot hold of them. */
function readTime(view: DataView, at: number): number {
	return Math.round((view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4)) / 1_000) + EPOCH_MS;
}

/** Elements of a one-dimensional array without nulls; each stands after its length. An empty array has no dimension. */
function countOf(bytes: Buffer): number {
	return bytes.readInt32BE() === 0 ? 0 : bytes.readInt32BE(12);
}

function viewOf(bytes: Buffer): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Decodes an `int4[]`. */
export function decodeInt4(bytes: Buffer): Int32Array {
	const view = viewOf(bytes);
	const out = new Int32Array(countOf(bytes));
	for (let index = 0, at = ARRAY_HEADER + 4; index < out.length; index += 1, at += 8)
		out[index] = view.getInt32(at);
	return out;
}

/** Decodes a `float4[]`. */
export function decodeFloat4(bytes: Buffer): Float64Array {
	const view = viewOf(bytes);
	const out = new Float64Array(countOf(bytes));
	for (let index = 0, at = ARRAY_HEADER + 4; index < out.length; index += 1, at += 8)
		out[index] = view.getFloat32(at);
	return out;
}

/** Decodes a `float8[]`. */
export function decodeFloat8(bytes: Buffer): Float64Array {
	const view = viewOf(bytes);
	const out = new Float64Array(countOf(bytes));
	for (let index = 0, at = ARRAY_HEADER + 4; index < out.length; index += 1, at += 12)
		out[index] = view.getFloat64(at);
	return out;
}
