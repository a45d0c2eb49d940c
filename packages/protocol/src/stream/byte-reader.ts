import { SensoctoError } from "../errors.ts";

/** Largest varint that is read: 2^53 - 1 takes eight bytes. */
const MAX_VARINT_BYTES = 8;

/** Reads what {@link ByteWriter} writes. @throws SensoctoError `malformed_frame` beyond the end of the bytes. */
export class ByteReader {
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	/** Whether everything was read. */
	get done(): boolean {
		return this.#at >= this.#bytes.length;
	}

	/** Bytes that are left. */
	get left(): number {
		return this.#bytes.length - this.#at;
	}

	u8(): number {
		return this.#bytes[this.#take(1)]!;
	}

	u16(): number {
		return this.#view.getUint16(this.#take(2), true);
	}

	varint(): number {
		let value = 0;
		let unit = 1;
		for (let k = 0; k < MAX_VARINT_BYTES; k++) {
			const byte = this.u8();
			value += (byte & 0x7f) * unit;
			if (byte < 0x80) return value;
			unit *= 128;
		}
		throw new SensoctoError("malformed_frame", { received: "a number of more than eight bytes" });
	}

	signed(): number {
		const value = this.varint();
		return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
	}

	f32(): number {
		return this.#view.getFloat32(this.#take(4), true);
	}

	f64(): number {
		return this.#view.getFloat64(this.#take(8), true);
	}

	bytes(count: number): Uint8Array {
		const from = this.#take(count);
		return this.#bytes.subarray(from, from + count);
	}

	#take(count: number): number {
		const from = this.#at;
		if (count > this.left)
			throw new SensoctoError("malformed_frame", { received: "a stream frame that ends too soon" });
		this.#at += count;
		return from;
	}
}
