import { SensoctoError } from "../errors.ts";
import type { JsonValue } from "../json.ts";
import { ByteReader } from "./byte-reader.ts";
import { powerOfTen } from "./decimal-scale.ts";
import { PackedReader } from "./packed-reader.ts";
import {
	BLOCK_SAMPLES,
	FLOAT64,
	FRAME_SEED,
	GAP_REASONS,
	STEPS,
	STREAM_FORMAT,
	type StreamBlock,
	type StreamFrame,
	VALUES,
} from "./stream-frame.ts";

/**
 * Reads a binary stream frame.
 *
 * @param epoch reference of its times, from the `streams` event, ms since 1970.
 * @param strideOf numbers per sample of a stream; undefined for one that was never announced.
 * @throws SensoctoError `malformed_frame` when the bytes are no frame or name an unknown stream.
 */
export function decodeStreamFrame(
	bytes: Uint8Array,
	epoch: number,
	strideOf: (stream: number) => number | undefined,
): StreamFrame {
	const reader = new ByteReader(bytes);
	const format = reader.u8();
	if (format !== STREAM_FORMAT) throw malformed(`stream format ${format}`);
	const flags = reader.u8();
	const seed = (flags & FRAME_SEED) !== 0;
	const gap = (flags >> 1) & 7;
	const seq = reader.varint();
	const serverTime = epoch + reader.signed();
	const blocks: StreamBlock[] = [];
	while (!reader.done) blocks.push(readBlock(reader, epoch, strideOf));
	// A reason that a later server may know is a gap all the same.
	const reason = GAP_REASONS[gap - 1] ?? "samples left out";
	return gap === 0 ? { seq, serverTime, seed, blocks } : { seq, serverTime, seed, gap: { reason }, blocks };
}

function readBlock(
	reader: ByteReader,
	epoch: number,
	strideOf: (stream: number) => number | undefined,
): StreamBlock {
	const stream = reader.u16();
	const stride = strideOf(stream);
	if (stride === undefined) throw malformed(`stream ${stream}, which was not announced`);
	const kind = reader.u8();
	const seq = reader.varint();
	const count = reader.varint();
	if (count < 1 || count > BLOCK_SAMPLES) throw malformed(`a block of ${count} samples`);
	const first = epoch + reader.signed();
	const arrivedAfter = reader.signed();
	const times = readTimes(reader, kind >> 6, first, count);
	const values = readValues(reader, kind, count * stride, stride, count);
	return { stream, seq, times, values, arrived: times[count - 1]! + arrivedAfter };
}

function readTimes(reader: ByteReader, steps: number, first: number, count: number): Float64Array {
	const times = new Float64Array(count);
	times[0] = first;
	if (count === 1) return times;
	const least = reader.varint();
	const bits = steps === STEPS.bits ? reader.bytes(Math.ceil((count - 1) / 8)) : null;
	for (let k = 1; k < count; k++) {
		let more = 0;
		if (bits !== null) more = (bits[(k - 1) >> 3]! >> ((k - 1) & 7)) & 1;
		else if (steps === STEPS.bytes) more = reader.u8();
		else if (steps === STEPS.varints) more = reader.varint();
		times[k] = times[k - 1]! + least + more;
	}
	return times;
}

function readValues(
	reader: ByteReader,
	kind: number,
	total: number,
	stride: number,
	count: number,
): Float64Array | JsonValue[] {
	const form = (kind >> 3) & 3;
	if (form === VALUES.json) return readStructured(reader, count);
	const values = new Float64Array(total);
	if (form === VALUES.float) {
		const is64 = (kind & 7) === FLOAT64;
		for (let k = 0; k < total; k++) values[k] = is64 ? reader.f64() : reader.f32();
	} else readDifferences(reader, values, stride, kind, form === VALUES.packed);
	return values;
}

function readDifferences(
	reader: ByteReader,
	values: Float64Array,
	stride: number,
	kind: number,
	isPacked: boolean,
): void {
	const known = (kind & 0x20) === 0 ? null : reader.bytes(Math.ceil(values.length / 8));
	const scale = powerOfTen(kind & 7);
	const packed = isPacked ? new PackedReader(reader) : null;
	for (let component = 0; component < stride; component++) {
		let whole = 0;
		packed?.begin();
		for (let k = component; k < values.length; k += stride) {
			if (known !== null && ((known[k >> 3]! >> (k & 7)) & 1) === 0) {
				values[k] = Number.NaN;
				continue;
			}
			whole += packed === null ? reader.signed() : packed.next();
			values[k] = whole / scale;
		}
	}
}

function readStructured(reader: ByteReader, count: number): JsonValue[] {
	const text = new TextDecoder().decode(reader.bytes(reader.varint()));
	let values: unknown;
	try {
		values = JSON.parse(text);
	} catch (cause) {
		throw new SensoctoError("malformed_frame", { received: "structured values that are no JSON" }, { cause });
	}
	if (!Array.isArray(values) || values.length !== count)
		throw malformed("another number of structured values than announced");
	return values as JsonValue[];
}

function malformed(received: string): SensoctoError {
	return new SensoctoError("malformed_frame", { received });
}
