import { SensoctoError } from "../errors.ts";
import type { ByteReader } from "./byte-reader.ts";
import { ESCAPE, WHOLE_BITS } from "./differences.ts";

/** Reads packed differences, one component after the other. */
export class PackedReader {
	readonly #reader: ByteReader;
	#parameter = 0;
	#byte = 0;
	#left = 0;

	constructor(reader: ByteReader) {
		this.#reader = reader;
	}

	/** Goes to the next component. */
	begin(): void {
		this.#left = 0;
		this.#parameter = this.#reader.u8();
		if (this.#parameter >= WHOLE_BITS)
			throw new SensoctoError("malformed_frame", { received: "packed numbers of too many bits" });
	}

	/** The component's next difference. */
	next(): number {
		let quotient = 0;
		while (quotient < ESCAPE && this.#bits(1) === 1) quotient++;
		const number =
			quotient < ESCAPE
				? quotient * 2 ** this.#parameter + this.#bits(this.#parameter)
				: this.#bits(WHOLE_BITS);
		return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
	}

	#bits(count: number): number {
		let value = 0;
		let have = 0;
		while (have < count) {
			if (this.#left === 0) {
				this.#byte = this.#reader.u8();
				this.#left = 8;
			}
			const take = Math.min(this.#left, count - have);
			value |= (this.#byte & ((1 << take) - 1)) << have;
			this.#byte >>= take;
			this.#left -= take;
			have += take;
		}
		return value;
	}
}
