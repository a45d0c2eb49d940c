import type { ByteWriter } from "./byte-writer.ts";
import { decimalsOf, powerOfTen } from "./decimal-scale.ts";
import { Differences } from "./differences.ts";
import { FLOAT64, STEPS, VALUES } from "./stream-frame.ts";

/** One for all blocks: a block is written to its end before the next begins. */
const differences = new Differences();

/** Samples of one stream to be written as a block. */
export interface BlockInput {
	readonly stream: number;
	readonly seq: number;
	/** Device times in whole ms since 1970, not descending. */
	readonly times: ArrayLike<number>;
	/** Number of samples, at least 1. */
	readonly count: number;
	readonly arrived: number;
	/** Reference of the times, ms since 1970. */
	readonly epoch: number;
}

/** Numbers of a block. */
export interface NumericValues {
	/** Flattened by stride: `count` × `stride` numbers, NaN where unknown. */
	readonly values: ArrayLike<number>;
	readonly stride: number;
	/** Bits of the floats they come from: decides what counts as the same number. */
	readonly bits: 32 | 64;
	/** Decimals of the stream's last block: tried first. */
	readonly decimals: number;
}

/**
 * Writes a block of numbers and returns the decimals it took (or those given, when plain floats were needed).
 *
 * Decimal numbers are written as differences of whole multiples of their last decimal, without loss: packed where that
 * is shorter. Others are written as floats.
 */
export function encodeNumbers(writer: ByteWriter, block: BlockInput, input: NumericValues): number {
	const { bits, stride, values } = input;
	const total = block.count * stride;
	const decimals = decimalsOf(values, total, bits, input.decimals);
	if (decimals < 0) {
		begin(writer, block, (bits === 64 ? FLOAT64 : 0) | (VALUES.float << 3));
		for (let k = 0; k < total; k++) bits === 32 ? writer.f32(values[k]!) : writer.f64(values[k]!);
		return input.decimals;
	}
	const unknown = hasUnknown(values, total);
	differences.load(values, total, stride, powerOfTen(decimals));
	const packs = differences.isPackable;
	const form = packs ? VALUES.packed : VALUES.decimal;
	begin(writer, block, decimals | (form << 3) | (unknown ? 0x20 : 0));
	if (unknown) writeKnown(writer, values, total);
	if (packs) differences.writePacked(writer);
	else differences.writeVarints(writer);
	return decimals;
}

/** Writes a block of structured values, given as the UTF-8 JSON of their array. */
export function encodeStructured(writer: ByteWriter, block: BlockInput, json: Uint8Array): void {
	begin(writer, block, VALUES.json << 3);
	writer.varint(json.length);
	writer.bytes(json);
}

function begin(writer: ByteWriter, block: BlockInput, kind: number): void {
	const { arrived, count, epoch, seq, stream, times } = block;
	let least = Number.POSITIVE_INFINITY;
	let most = 0;
	for (let k = 1; k < count; k++) {
		const step = times[k]! - times[k - 1]!;
		if (step < least) least = step;
		if (step > most) most = step;
	}
	if (count === 1) least = 0;
	const spread = most - Math.min(least, most);
	const steps =
		spread === 0 ? STEPS.even : spread === 1 ? STEPS.bits : spread < 256 ? STEPS.bytes : STEPS.varints;
	writer.u16(stream);
	writer.u8(kind | (steps << 6));
	writer.varint(seq);
	writer.varint(count);
	writer.signed(times[0]! - epoch);
	writer.signed(arrived - times[count - 1]!);
	if (count > 1) writer.varint(least);
	if (steps === STEPS.bits) writeBits(writer, count - 1, (k) => times[k + 1]! - times[k]! > least);
	for (let k = 1; k < count && steps >= STEPS.bytes; k++) {
		const rest = times[k]! - times[k - 1]! - least;
		if (steps === STEPS.bytes) writer.u8(rest);
		else writer.varint(rest);
	}
}

function writeKnown(writer: ByteWriter, values: ArrayLike<number>, total: number): void {
	writeBits(writer, total, (k) => Number.isFinite(values[k]!));
}

function writeBits(writer: ByteWriter, count: number, isSet: (k: number) => boolean): void {
	for (let from = 0; from < count; from += 8) {
		let byte = 0;
		for (let bit = 0; bit < 8 && from + bit < count; bit++) if (isSet(from + bit)) byte |= 1 << bit;
		writer.u8(byte);
	}
}

function hasUnknown(values: ArrayLike<number>, total: number): boolean {
	for (let k = 0; k < total; k++) if (!Number.isFinite(values[k]!)) return true;
	return false;
}
