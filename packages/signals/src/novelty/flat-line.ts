/** A stretch without change is a flat line when it is longer than this many usual ones. */
const FACTOR = 20;

/** Changes seen, and equal values in a row, before a stretch can be a flat line. */
const EVIDENCE = 20;

/** Least share of a new stretch in the usual one. */
const GAIN = 0.02;

/** How often the longest stretch known has to be exceeded as well ... */
const LONGEST = 2;

/** ... which is forgotten over this time, ms. */
const LONGEST_MEMORY_MS = 86_400_000;

/** The numbers of the state, by their place: one array is one place in memory, and every value of a stream needs it. */
const VALUE = 0;
const COUNT = 1;
const CHANGED_AT = 2;
const CHANGES = 3;
const USUAL_MS = 4;
const LONGEST_MS = 5;
const TOLD = 6;
/** Numbers in a snapshot. */
const NUMBERS = 7;
/** Equal values in a row; not kept. */
const EQUAL = 7;

/**
 * Notices a stream that has stopped changing: a stuck sensor, a loose electrode, a frozen reading.
 *
 * The usual time is that between two changes, not between two values: a coarse thermometer stands still for minutes.
 * Streams that rest now and then (steps) are told once: the longest rest so far is taken into account.
 */
export class FlatLine {
	readonly #n = new Float64Array(NUMBERS + 1);

	/** Takes in a value; whether it makes the stretch a flat line, which is said once per stretch. */
	step(timeMs: number, x: number): boolean {
		const n = this.#n;
		const first = n[COUNT] === 0;
		n[COUNT]!++;
		if (first || x !== n[VALUE]) {
			if (!first) this.#learn(timeMs - n[CHANGED_AT]!);
			n[VALUE] = x;
			n[CHANGED_AT] = timeMs;
			n[EQUAL] = 1;
			n[TOLD] = 0;
			return false;
		}
		n[EQUAL]!++;
		if (n[TOLD] === 1 || n[CHANGES]! < EVIDENCE || n[EQUAL]! < EVIDENCE) return false;
		const limit = Math.max(FACTOR * n[USUAL_MS]!, LONGEST * n[LONGEST_MS]!);
		if (timeMs - n[CHANGED_AT]! <= limit) return false;
		n[TOLD] = 1;
		return true;
	}

	/** The stream was interrupted: the time without values does not count as a stretch. */
	resume(timeMs: number): void {
		this.#n[CHANGED_AT] = timeMs;
		this.#n[EQUAL] = 0;
	}

	/** Length of the present stretch at an instant, ms. */
	stretchMs(timeMs: number): number {
		return timeMs - this.#n[CHANGED_AT]!;
	}

	/** Usual time between two changes, ms. */
	get usualMs(): number {
		return this.#n[USUAL_MS]!;
	}

	/** Everything learned, as finite numbers. */
	snapshot(): number[] {
		return [...this.#n.subarray(0, NUMBERS)];
	}

	/** A rule that goes on where the snapshot was taken; undefined when `numbers` is no snapshot. */
	static restore(numbers: readonly number[]): FlatLine | undefined {
		if (numbers.length !== NUMBERS || !numbers.every(Number.isFinite)) return undefined;
		const rule = new FlatLine();
		rule.#n.set(numbers);
		return rule;
	}

	#learn(stretchMs: number): void {
		const n = this.#n;
		n[CHANGES]!++;
		n[USUAL_MS]! += Math.max(GAIN, 1 / n[CHANGES]!) * (stretchMs - n[USUAL_MS]!);
		const faded = n[LONGEST_MS]! * Math.exp(-stretchMs / LONGEST_MEMORY_MS);
		n[LONGEST_MS] = Math.max(faded, stretchMs);
	}
}
