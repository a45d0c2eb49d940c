import type { Measurement } from "@sensocto/protocol";

/** Dropped entries in front above which the array is copied. */
const COMPACT_AT = 1_024;

/** A bounded first-in first-out buffer of measurements: when it is full, the oldest gives way. */
export class MeasurementBuffer {
	readonly #limit: number;
	#items: Measurement[] = [];
	#head = 0;

	constructor(limit: number) {
		this.#limit = limit;
	}

	get size(): number {
		return this.#items.length - this.#head;
	}

	/** Adds one; true when the oldest had to give way. */
	add(measurement: Measurement): boolean {
		this.#items.push(measurement);
		if (this.size <= this.#limit) return false;
		this.#head += 1;
		if (this.#head >= COMPACT_AT) this.#compact();
		return true;
	}

	/** Takes out at most `count` of the oldest. */
	take(count: number): Measurement[] {
		const taken = this.#items.slice(this.#head, this.#head + count);
		this.#head += taken.length;
		this.#compact();
		return taken;
	}

	#compact(): void {
		this.#items = this.#items.slice(this.#head);
		this.#head = 0;
	}
}
