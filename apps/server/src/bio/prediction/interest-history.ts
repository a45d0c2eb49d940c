import { WEEK_SLOTS } from "./local-week.ts";

/** What a viewer's attention to a sensor counts as, 0..1; nobody's is 0. */
export const INTEREST = { view: 0.6, close: 1 } as const;

/** What two bits stand for; the first is a time that was not seen. */
const VALUES = [Number.NaN, 0, INTEREST.view, INTEREST.close];

/** Length of the state, in bytes: two bits a quarter hour. */
export const HISTORY_BYTES: number = WEEK_SLOTS / 4;

/** The interest in one sensor once in each quarter hour of the last week: what "as last week" forecasts. */
export class InterestHistory {
	readonly #bits: Uint8Array;

	/** @param bits as {@link bits} gave them, taken over */
	constructor(bits: Uint8Array = new Uint8Array(HISTORY_BYTES)) {
		if (bits.length !== HISTORY_BYTES)
			throw new RangeError(`expected ${HISTORY_BYTES} bytes, got ${bits.length}`);
		this.#bits = bits;
	}

	/** The state to restore from; the history's own, not a copy. */
	get bits(): Uint8Array {
		return this.#bits;
	}

	/** Notes the interest in a slot. @returns that of a week ago, NaN when it is not known. */
	replace(slot: number, x: number): number {
		const shift = 2 * (slot & 3);
		const before = VALUES[(this.#bits[slot >> 2]! >> shift) & 3]!;
		const code = x >= INTEREST.close ? 3 : x > 0 ? 2 : 1;
		this.#bits[slot >> 2] = (this.#bits[slot >> 2]! & ~(3 << shift)) | (code << shift);
		return before;
	}
}
