import type { ByteWriter } from "./byte-writer.ts";

/** Blocks of fewer numbers are not packed: a byte for each is as good. */
const LEAST_NUMBERS = 16;

/** A quotient from here on is not counted out: the number follows as it is. */
export const ESCAPE = 16;

/** Bits of a number that is written as it is, and so of every number that can be packed. */
export const WHOLE_BITS = 31;

const LARGEST = 2 ** WHOLE_BITS - 1;

/**
 * Differences of a block's numbers, component by component, ready to be written in the shorter of two ways.
 *
 * Packed differences are Rice codes (R. F. Rice, 1979) of their zigzag form: for each component a byte k, then each
 * number's quotient by 2^k as ones and a zero, and its k low bits; from {@link ESCAPE} ones on no zero and quotient but
 * the {@link WHOLE_BITS} bits of the number. Bits fill bytes from the lowest; a component ends with its last byte.
 *
 * Its arrays are used again for each block.
 */
export class Differences {
	#zigzag = new Float64Array(256);
	/** For each component, where its numbers end. */
	readonly #ends: number[] = [];
	/** For each component, its k. */
	readonly #parameters: number[] = [];

	/** Takes the differences of the known ones of `values`, which are whole multiples of 1 / `scale`. */
	load(values: ArrayLike<number>, total: number, stride: number, scale: number): void {
		if (this.#zigzag.length < total) this.#zigzag = new Float64Array(total * 2);
		this.#ends.length = 0;
		let count = 0;
		for (let component = 0; component < stride; component++) {
			let before = 0;
			for (let k = component; k < total; k += stride) {
				const value = values[k]!;
				if (!Number.isFinite(value)) continue;
				const whole = Math.round(value * scale);
				const difference = whole - before;
				this.#zigzag[count++] = difference >= 0 ? difference * 2 : -difference * 2 - 1;
				before = whole;
			}
			this.#ends.push(count);
		}
	}

	/** Whether packing takes fewer bytes than a varint for each; call it before {@link writePacked}. */
	get isPackable(): boolean {
		const count = this.#ends.at(-1)!;
		if (count < LEAST_NUMBERS) return false;
		let varints = 0;
		for (let at = 0; at < count; at++) {
			const number = this.#zigzag[at]!;
			if (number > LARGEST) return false;
			varints +=
				number < 0x80 ? 1 : number < 0x4000 ? 2 : number < 0x200000 ? 3 : number < 0x10000000 ? 4 : 5;
		}
		return this.#planPacking() < varints;
	}

	writeVarints(writer: ByteWriter): void {
		const count = this.#ends.at(-1)!;
		for (let at = 0; at < count; at++) writer.varint(this.#zigzag[at]!);
	}

	writePacked(writer: ByteWriter): void {
		let at = 0;
		this.#ends.forEach((end, component) => {
			const k = this.#parameters[component]!;
			writer.u8(k);
			const bits = new BitWriter(writer);
			for (; at < end; at++) {
				const number = this.#zigzag[at]!;
				const quotient = number >>> k;
				if (quotient >= ESCAPE) {
					bits.put((1 << ESCAPE) - 1, ESCAPE);
					bits.put(number & 0xffff, 16);
					bits.put(number >>> 16, WHOLE_BITS - 16);
				} else if (k <= 8) {
					const low = number & ((1 << k) - 1);
					bits.put(((1 << quotient) - 1) | (low << (quotient + 1)), quotient + 1 + k);
				} else {
					bits.put((1 << quotient) - 1, quotient + 1);
					bits.put(number & 0xff, 8);
					bits.put((number >>> 8) & ((1 << (k - 8)) - 1), k - 8);
				}
			}
			bits.end();
		});
	}

	/** Finds each component's k; returns the bytes that packing takes. */
	#planPacking(): number {
		this.#parameters.length = 0;
		let bytes = 0;
		let from = 0;
		for (const end of this.#ends) {
			let sum = 0;
			for (let at = from; at < end; at++) sum += this.#zigzag[at]!;
			const guess = sum <= end - from ? 0 : Math.floor(Math.log2(sum / (end - from)));
			let best = Number.POSITIVE_INFINITY;
			let parameter = guess;
			for (let k = Math.max(0, guess - 2); k <= guess; k++) {
				const bits = this.#bitsWith(k, from, end);
				if (bits >= best) continue;
				best = bits;
				parameter = k;
			}
			this.#parameters.push(parameter);
			bytes += 1 + (end > from ? Math.ceil(best / 8) : 0);
			from = end;
		}
		return bytes;
	}

	#bitsWith(k: number, from: number, end: number): number {
		let bits = 0;
		for (let at = from; at < end; at++) {
			const quotient = this.#zigzag[at]! >>> k;
			bits += quotient < ESCAPE ? quotient + 1 + k : ESCAPE + WHOLE_BITS;
		}
		return bits;
	}
}

/** Writes bits into bytes, the lowest first. */
class BitWriter {
	readonly #writer: ByteWriter;
	#pending = 0;
	#count = 0;

	constructor(writer: ByteWriter) {
		this.#writer = writer;
	}

	/** Writes a whole number of up to 24 bits. */
	put(value: number, count: number): void {
		this.#pending |= value << this.#count;
		this.#count += count;
		while (this.#count >= 8) {
			this.#writer.u8(this.#pending & 0xff);
			this.#pending >>>= 8;
			this.#count -= 8;
		}
	}

	/** Fills the last byte. */
	end(): void {
		if (this.#count > 0) this.#writer.u8(this.#pending);
		this.#pending = 0;
		this.#count = 0;
	}
}
