import type { Kinds } from "./attention-kind.ts";
import { COUNTED_KINDS } from "./attention-kind.ts";

/** How many leases of each kind there are, and which kinds there are any of. */
export class KindCounts {
	readonly #counts = new Array<number>(COUNTED_KINDS.length).fill(0);
	#kinds: Kinds = 0;

	/** Kinds with at least one lease. */
	get kinds(): Kinds {
		return this.#kinds;
	}

	/** Number of leases of the kind with that bit. */
	count(bit: number): number {
		return this.#counts[bit]!;
	}

	/** Counts one more lease of each of these kinds. */
	add(kinds: Kinds): void {
		for (let bit = 0, rest = kinds; rest !== 0; bit++, rest >>>= 1) {
			if ((rest & 1) !== 0) this.#counts[bit]!++;
		}
		this.#kinds |= kinds;
	}

	/** Counts one lease fewer of each of these kinds. @throws RangeError when there is none of one. */
	remove(kinds: Kinds): void {
		for (let bit = 0, rest = kinds; rest !== 0; bit++, rest >>>= 1) {
			if ((rest & 1) === 0) continue;
			const left = --this.#counts[bit]!;
			if (left < 0) throw new RangeError(`expected a ${COUNTED_KINDS[bit]} lease to end, but there is none`);
			if (left === 0) this.#kinds &= ~(1 << bit);
		}
	}
}
