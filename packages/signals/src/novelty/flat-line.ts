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

const NUMBERS = 7;

/**
 * Notices a stream that has stopped changing: a stuck sensor, a loose electrode, a frozen reading.
 *
 * The usual time is that between two changes, not between two values: a coarse thermometer stands still for minutes.
 * Streams that rest now and then (steps) are told once: the longest rest so far is taken into account.
 */
export class FlatLine {
	#value = 0;
	#count = 0;
	#changedAt = 0;
	#equal = 0;
	#changes = 0;
	#usualMs = 0;
	#longestMs = 0;
	#told = false;

	/** Takes in a value; whether it makes the stretch a flat line, which is said once per stretch. */
	step(timeMs: number, x: number): boolean {
		const first = this.#count++ === 0;
		if (first || x !== this.#value) {
			if (!first) this.#learn(timeMs - this.#changedAt);
			this.#value = x;
			this.#changedAt = timeMs;
			this.#equal = 1;
			this.#told = false;
			return false;
		}
		this.#equal++;
		if (this.#told || this.#changes < EVIDENCE || this.#equal < EVIDENCE) return false;
		const limit = Math.max(FACTOR * this.#usualMs, LONGEST * this.#longestMs);
		this.#told = timeMs - this.#changedAt > limit;
		return this.#told;
	}

	/** The stream was interrupted: the time without values does not count as a stretch. */
	resume(timeMs: number): void {
		this.#changedAt = timeMs;
		this.#equal = 0;
	}

	/** Length of the present stretch at an instant, ms. */
	stretchMs(timeMs: number): number {
		return timeMs - this.#changedAt;
	}

	/** Usual time between two changes, ms. */
	get usualMs(): number {
		return this.#usualMs;
	}

	/** Everything learned, as finite numbers. */
	snapshot(): number[] {
		const told = this.#told ? 1 : 0;
		return [this.#value, this.#count, this.#changedAt, this.#changes, this.#usualMs, this.#longestMs, told];
	}

	/** A rule that goes on where the snapshot was taken; undefined when `numbers` is no snapshot. */
	static restore(numbers: readonly number[]): FlatLine | undefined {
		if (numbers.length !== NUMBERS || !numbers.every(Number.isFinite)) return undefined;
		const rule = new FlatLine();
		rule.#value = numbers[0]!;
		rule.#count = numbers[1]!;
		rule.#changedAt = numbers[2]!;
		rule.#changes = numbers[3]!;
		rule.#usualMs = numbers[4]!;
		rule.#longestMs = numbers[5]!;
		rule.#told = numbers[6] === 1;
		return rule;
	}

	#learn(stretchMs: number): void {
		this.#changes++;
		this.#usualMs += Math.max(GAIN, 1 / this.#changes) * (stretchMs - this.#usualMs);
		const faded = this.#longestMs * Math.exp(-stretchMs / LONGEST_MEMORY_MS);
		this.#longestMs = Math.max(faded, stretchMs);
	}
}
