import type { NoveltyMethod, NoveltyVerdict, Usual } from "./novelty-method.ts";
import { SHIFT_NUMBERS, shiftSum } from "./shift-sum.ts";

/** Time over which the usual is learned, ms. */
const MEMORY_MS = 300_000;

/** Values learned from before the first is judged, and again after a shift or a long break. */
export const WARM_UP = 120;

/** Shortest time between two alarms of a stream, ms. */
export const REFRACTORY_MS = 30_000;

/** Alarms an hour that the threshold is steered to when nothing happens. */
const FALSE_ALARMS_PER_HOUR = 0.5;

/** Range of the threshold of a single value, in standard deviations, and where it begins. */
const THRESHOLD = { from: 5, to: 20, start: 5.5 };

/**
 * The usual is so wide that one innovation in a hundred lies outside of three deviations: a stream in which something
 * happens every minute has other tails than noise. The tail follows each innovation by a share of its own size.
 */
const TAIL = { share: 0.01, deviations: 3, gain: 0.03, most: 5 };

/** Values teach at most as much as one so far from the usual, in standard deviations: of the innovation, of the values. */
const CLIP = { innovation: 3, value: 4 };

/** A new usual is this far from the old one at least, in deviations of the values: what a shift may have unnoticed. */
const SHIFTED = 0.75;

/** Highest correlation of neighbouring values that is taken out. */
const MAX_CORRELATION = 0.98;

/** Standard deviation of a normal distribution over its mean absolute deviation, √(π/2). */
const DEVIATION_PER_MEAN = 1.2533;

/** Smallest deviation that counts: share of the step of quantised values, share of the location, and at all. */
const FLOOR = { step: 0.6, location: 1e-4, absolute: 1e-9 };

/** Values nearer to the usual than this share of the last digit that people see look like it: they are not told. */
const VISIBLE = 0.5;

/** How much the known step of quantised values grows with each larger one. */
const STEP_GROWTH = 1.0005;

/** Values further apart than this teach no more than if they were this far apart, ms. */
const LONGEST_LESSON_MS = 10_000;

/** Time between two values that counts for the threshold's recovery, at most, ms. */
const LONGEST_REST_MS = 60_000;

/** The numbers of the state, by their place. */
const COUNT = 0;
const TIME = 1;
const PREVIOUS = 2;
const LOCATION = 3;
const SCALE = 4;
const INNOVATION = 5;
const POWER = 6;
const PRODUCT = 7;
const STEP = 8;
const BAR = 9;
const LAST_ALARM = 10;
const TO_LEARN = 11;
const FAR = 12;
const SUMS = 13;
const NUMBERS = SUMS + SHIFT_NUMBERS;

/** What was found of the last value, by its place behind the state: one array is one place in memory. */
const SCORE = NUMBERS;
const CENTRE = NUMBERS + 1;
const SPREAD = NUMBERS + 2;
const OVER = NUMBERS + 3;
const BEFORE = NUMBERS + 4;
const EXPECTED = NUMBERS + 5;
const DEVIATION = NUMBERS + 6;
const LEVEL = NUMBERS + 7;
const ALL_NUMBERS = NUMBERS + 8;

/**
 * Figures of the step under way, by their place. Steps never overlap, so all detectors share them; handing numbers from
 * function to function would allocate each.
 */
const now = new Float64Array(5);
const ELAPSED = 0;
const RESIDUAL = 1;
const SURPRISE = 2;
const Z = 3;
const GAIN = 4;

/** Mean square below which neighbours have no correlation to speak of. */
const NO_POWER = 1e-18;

/** An instant before all others that survives as JSON. */
const NEVER = -Number.MAX_VALUE;

/**
 * Finds spikes and lasting shifts in a stream: prewhitened robust z-score, clipped CUSUM, false-alarm controller.
 *
 * With location m, correlation φ of neighbours and mean absolute innovation E of the last five minutes, a value x
 * has the residual r = x − m, the innovation e = r − φ·r_prev and the score z = e / max(1.2533·E, T/3, .6 q, 10⁻⁴|m|),
 * T being what one innovation in a hundred exceeds and q the step of quantised values. A spike is |z| above a threshold
 * that each spike raises by one and time lowers again, so that a stream that keeps throwing outliers is alarmed about
 * less and less. A shift is a cumulative sum of the scores above 12, in units of how far such sums wander by
 * themselves ({@link shiftSum}), while the values since the sum began to grow lie on its side of the usual; the usual
 * is then learned anew, so that it is told once. Values beyond 3 σ teach no more than one at 3 σ.
 *
 * Invariants: (1) a fixed number of numbers, no allocation in `step`; (2) no alarm while learning, nor within 30 s of
 * another; (3) a value that is not finite or not newer than the last changes nothing; (4) a value that is a spike is
 * further from `expected` than `threshold` times `deviation`, and `level` after a shift further from `centre` than
 * three quarters of `spread`.
 */
export class RobustNovelty implements NoveltyMethod {
	readonly #n = new Float64Array(ALL_NUMBERS);
	readonly #visible: number;
	/** The value before the next one is not its neighbour. */
	#resumed = false;

	/** @param step last digit of the values that people see, in the stream's unit; 0 when it is not known. */
	constructor(step = 0) {
		const n = this.#n;
		n[STEP] = step;
		this.#visible = VISIBLE * step;
		n[BAR] = THRESHOLD.start;
		n[OVER] = THRESHOLD.start;
		n[LAST_ALARM] = NEVER;
		n[TIME] = NEVER;
		shiftSum.begin(n, SUMS);
	}

	/** A detector that goes on where the snapshot was taken; undefined when `numbers` is no snapshot. */
	static restore(numbers: readonly number[], step = 0): RobustNovelty | undefined {
		if (numbers.length !== NUMBERS || !numbers.every(Number.isFinite)) return undefined;
		const detector = new RobustNovelty(step);
		detector.#n.set(numbers);
		detector.#n[OVER] = numbers[BAR]!;
		return detector;
	}

	get score(): number {
		return this.#n[SCORE]!;
	}

	get threshold(): number {
		return this.#n[OVER]!;
	}

	usual(): Usual {
		const n = this.#n;
		return {
			...{ centre: n[CENTRE]!, spread: n[SPREAD]!, threshold: n[OVER]!, before: n[BEFORE]! },
			...{ expected: n[EXPECTED]!, deviation: n[DEVIATION]!, level: n[LEVEL]! },
		};
	}

	/** Correlation of neighbouring values, 0 to .98. */
	get correlation(): number {
		const power = this.#n[POWER]!;
		if (power < NO_POWER) return 0;
		return Math.max(0, Math.min(MAX_CORRELATION, this.#n[PRODUCT]! / power));
	}

	snapshot(): number[] {
		return [...this.#n.subarray(0, NUMBERS)];
	}

	resume(timeMs: number): void {
		const n = this.#n;
		// A clock that was set back must not silence the stream until it has caught up.
		n[TIME] = Math.min(n[TIME]!, timeMs - 1);
		n[LAST_ALARM] = Math.min(n[LAST_ALARM]!, timeMs);
		const long = timeMs - n[TIME]! > MEMORY_MS;
		if (long && n[COUNT]! >= WARM_UP) n[TO_LEARN] = WARM_UP;
		n[PREVIOUS] = n[LOCATION]!;
		this.#resumed = true;
		shiftSum.reset(n, SUMS);
	}

	step(timeMs: number, x: number): NoveltyVerdict {
		const n = this.#n;
		if (!Number.isFinite(x) || timeMs <= n[TIME]!) return "none";
		now[ELAPSED] = timeMs - n[TIME]!;
		n[TIME] = timeMs;
		n[COUNT]!++;
		if (n[COUNT] === 1) {
			n[LOCATION] = x;
			n[PREVIOUS] = x;
			return "none";
		}
		this.#score(x);
		if (!this.#resumed) this.#learnStep(x);
		this.#resumed = false;
		const learning = n[COUNT]! < WARM_UP || n[TO_LEARN]! > 0;
		this.#setGain();
		const verdict = learning ? "none" : this.#judge(x);
		this.#learn(learning);
		n[PREVIOUS] = x;
		return verdict;
	}

	#score(x: number): void {
		const n = this.#n;
		const location = n[LOCATION]!;
		const floor = Math.max(FLOOR.step * n[STEP]!, Math.abs(location) * FLOOR.location, FLOOR.absolute);
		n[DEVIATION] = Math.max(DEVIATION_PER_MEAN * n[INNOVATION]!, n[FAR]! / TAIL.deviations, floor);
		n[BEFORE] = n[PREVIOUS]!;
		n[EXPECTED] = location + this.correlation * (n[PREVIOUS]! - location);
		now[RESIDUAL] = x - location;
		now[SURPRISE] = x - n[EXPECTED]!;
		now[Z] = now[SURPRISE]! / n[DEVIATION]!;
		n[SCORE] = Math.abs(now[Z]!);
		n[CENTRE] = location;
		n[SPREAD] = Math.max(n[SCALE]!, floor);
		n[OVER] = n[BAR]!;
	}

	/** Learns the smallest step between different neighbours; it forgets slowly, so that one odd step does not stay. */
	#learnStep(x: number): void {
		const n = this.#n;
		const step = Math.abs(x - n[PREVIOUS]!);
		if (step === 0) return;
		n[STEP] = n[STEP] === 0 || step < n[STEP]! ? step : n[STEP]! * STEP_GROWTH;
	}

	#setGain(): void {
		const n = this.#n;
		const learned = n[TO_LEARN]! > 0 ? WARM_UP - n[TO_LEARN]! + 1 : n[COUNT]!;
		now[GAIN] = Math.max(Math.min(now[ELAPSED]!, LONGEST_LESSON_MS) / MEMORY_MS, 1 / learned);
	}

	#judge(x: number): NoveltyVerdict {
		const n = this.#n;
		const spike = Math.abs(now[Z]!) > n[BAR]! && Math.abs(now[RESIDUAL]!) >= this.#visible;
		const due = (FALSE_ALARMS_PER_HOUR * Math.min(now[ELAPSED]!, LONGEST_REST_MS)) / 3_600_000;
		const bar = n[BAR]! + (spike ? 1 : 0) - due;
		n[BAR] = Math.max(THRESHOLD.from, Math.min(THRESHOLD.to, bar));
		const shift = this.#shifted(x);
		if (!(spike || shift) || n[TIME]! - n[LAST_ALARM]! <= REFRACTORY_MS) return "none";
		n[LAST_ALARM] = n[TIME]!;
		if (spike) return "spike";
		n[SCORE] = Math.abs(n[LEVEL]! - n[CENTRE]!) / n[SPREAD]!;
		return "shift";
	}

	/** Whether the value completes a shift; then the usual is learned anew. */
	#shifted(x: number): boolean {
		const n = this.#n;
		const side = shiftSum.step(n, SUMS, x, now[Z]!);
		if (side === 0) return false;
		n[LEVEL] = shiftSum.level(n, SUMS, side);
		// On the way back to the usual, or within what it wanders by, sums grow as well.
		const shift = side * (n[LEVEL]! - n[CENTRE]!);
		if (shift <= SHIFTED * n[SPREAD]! || shift < this.#visible) {
			shiftSum.hold(n, SUMS, side);
			return false;
		}
		shiftSum.reset(n, SUMS);
		n[TO_LEARN] = WARM_UP;
		return true;
	}

	#learn(learning: boolean): void {
		const n = this.#n;
		const gain = now[GAIN]!;
		if (n[TO_LEARN]! > 0) n[TO_LEARN]!--;
		const size = Math.abs(now[SURPRISE]!);
		const young = n[COUNT]! < WARM_UP;
		const lesson = young ? size : Math.min(size, CLIP.innovation * n[DEVIATION]!);
		n[INNOVATION]! += gain * (lesson - n[INNOVATION]!);
		this.#learnTail(size, young);
		const limit = CLIP.value * n[SPREAD]!;
		const clipped = Math.max(-limit, Math.min(limit, now[RESIDUAL]!));
		const before = Math.max(-limit, Math.min(limit, n[BEFORE]! - n[CENTRE]!));
		const trusted = learning ? now[RESIDUAL]! : clipped;
		n[LOCATION]! += gain * trusted;
		n[SCALE]! += gain * (DEVIATION_PER_MEAN * Math.abs(trusted) - n[SCALE]!);
		n[POWER]! += gain * (before * before - n[POWER]!);
		n[PRODUCT]! += gain * (clipped * before - n[PRODUCT]!);
	}

	/** Of the first hundred or so innovations the largest is the one in a hundred; from then on it is followed. */
	#learnTail(size: number, young: boolean): void {
		const n = this.#n;
		const most = TAIL.most * TAIL.deviations * DEVIATION_PER_MEAN * n[INNOVATION]!;
		const further = young ? size : Math.max(n[FAR]!, n[DEVIATION]!) * (1 + TAIL.gain);
		const far = size > n[FAR]! ? further : n[FAR]!;
		n[FAR] = Math.min(most, far * (1 - TAIL.gain * TAIL.share));
	}
}
