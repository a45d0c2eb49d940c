const FIRST_CAPACITY = 512;

/** Writes numbers into a growing byte array; varints are LEB128, signed ones zigzag. */
export class ByteWriter {
	#bytes: Uint8Array;
	#view: DataView;
	#length = 0;

	constructor(capacity = FIRST_CAPACITY) {
		this.#bytes = new Uint8Array(capacity);
		this.#view = new DataView(this.#bytes.buffer);
	}

	/** Bytes written. */
	get length(): number {
		return this.#length;
	}

	/** What was written, as a view that the next write may change. */
	get written(): Uint8Array {
		return this.#bytes.subarray(0, this.#length);
	}

	/** Starts again with nothing written. */
	clear(): void {
		this.#length = 0;
	}

	u8(value: number): void {
		this.#reserve(1);
		this.#bytes[this.#length++] = value;
	}

	u16(value: number): void {
		this.#reserve(2);
		this.#view.setUint16(this.#length, value, true);
		this.#length += 2;
	}

	/** A whole number from 0 to 2^53 - 1. */
	varint(value: number): void {
		this.#reserve(8);
		let rest = value;
		while (rest > 0x7fffffff) {
			this.#bytes[this.#length++] = (rest % 128) | 0x80;
			rest = Math.floor(rest / 128);
		}
		while (rest > 0x7f) {
			this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
			rest >>>= 7;
		}
		this.#bytes[this.#length++] = rest;
	}

	/** A whole number from -(2^52) to 2^52 - 1. */
	signed(value: number): void {
		this.varint(value >= 0 ? value * 2 : -value * 2 - 1);
	}

	f32(value: number): void {
		this.#reserve(4);
		this.#view.setFloat32(this.#length, value, true);
		this.#length += 4;
	}

	f64(value: number): void {
		this.#reserve(8);
		this.#view.setFloat64(this.#length, value, true);
		this.#length += 8;
	}

	bytes(bytes: Uint8Array): void {
		this.#reserve(bytes.length);
		this.#bytes.set(bytes, this.#length);
		this.#length += bytes.length;
	}

	#reserve(count: number): void {
		if (this.#length + count <= this.#bytes.length) return;
		const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
		grown.set(this.written);
		this.#bytes = grown;
		this.#view = new DataView(grown.buffer);
	}
}
