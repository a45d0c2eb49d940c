import type { NoveltyMethod, NoveltyVerdict } from "./novelty-method.ts";

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

/** Deviation a shift may have unnoticed, and the sum beyond it that is an alarm, both in standard deviations. */
const SHIFT = { slack: 0.75, limit: 12 };

/** Values count at most this far from the usual, in standard deviations: of the innovation, and of the values. */
const CLIP = { innovation: 3, value: 4 };

/** Highest correlation of neighbouring values that is taken out. */
const MAX_CORRELATION = 0.98;

/** Standard deviation of a normal distribution over its mean absolute deviation, √(π/2). */
const DEVIATION_PER_MEAN = 1.2533;

/** Smallest deviation that counts: share of the step of quantised values, share of the location, and at all. */
const FLOOR = { step: 0.6, location: 1e-4, absolute: 1e-9 };

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
const RISE = 10;
const FALL = 11;
const LAST_ALARM = 12;
const TO_LEARN = 13;
const NUMBERS = 14;

/** What was found of the last value, by its place behind the state: one array is one place in memory. */
const SCORE = 14;
const CENTRE = 15;
const SPREAD = 16;
const OVER = 17;
const ALL_NUMBERS = 18;

/**
 * Figures of the step under way, by their place. Steps never overlap, so all detectors share them; handing numbers from
 * function to function would allocate each.
 */
const now = new Float64Array(8);
const ELAPSED = 0;
const FLOOR_NOW = 1;
const DEVIATION = 2;
const RESIDUAL = 3;
const BEFORE = 4;
const SURPRISE = 5;
const Z = 6;
const GAIN = 7;

/** Mean square below which neighbours have no correlation to speak of. */
const NO_POWER = 1e-18;

/** An instant before all others that survives as JSON. */
const NEVER = -Number.MAX_VALUE;

/**
 * Finds spikes and lasting shifts in a stream: prewhitened robust z-score, clipped CUSUM, false-alarm controller.
 *
 * With location m, correlation φ of neighbours and mean absolute innovation E of the last five minutes, a value x
 * has the residual r = x − m, the innovation e = r − φ·r_prev and the score z = e / max(1.2533·E, .6 q, 10⁻⁴|m|),
 * q being the step of quantised values. A spike is |z| above a threshold that each spike raises by one and time
 * lowers again, so that a stream that keeps throwing outliers is alarmed about less and less. A shift is a
 * cumulative sum of the clipped scores above 12 (Page 1954, "Continuous inspection schemes", Biometrika 41); the
 * usual is then learned anew, so that it is told once. Values beyond 3 σ teach no more than one at 3 σ.
 *
 * Invariants: (1) 14 numbers, no allocation in `step`; (2) no alarm while learning, nor within 30 s of another;
 * (3) a value that is not finite or not newer than the last changes nothing.
 */
export class RobustNovelty implements NoveltyMethod {
	readonly #n = new Float64Array(ALL_NUMBERS);
	/** The value before the next one is not its neighbour. */
	#resumed = false;

	/** @param step resolution of the values, in the stream's unit, until a smaller step is seen; 0 when it is not known. */
	constructor(step = 0) {
		const n = this.#n;
		n[STEP] = step;
		n[BAR] = THRESHOLD.start;
		n[OVER] = THRESHOLD.start;
		n[LAST_ALARM] = NEVER;
		n[TIME] = NEVER;
	}

	/** A detector that goes on where the snapshot was taken; undefined when `numbers` is no snapshot. */
	static restore(numbers: readonly number[]): RobustNovelty | undefined {
		if (numbers.length !== NUMBERS || !numbers.every(Number.isFinite)) return undefined;
		const detector = new RobustNovelty();
		detector.#n.set(numbers);
		detector.#n[OVER] = numbers[BAR]!;
		return detector;
	}

	get score(): number {
		return this.#n[SCORE]!;
	}

	get centre(): number {
		return this.#n[CENTRE]!;
	}

	get spread(): number {
		return this.#n[SPREAD]!;
	}

	get threshold(): number {
		return this.#n[OVER]!;
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
		if (long && n[COUNT]! >= WARM_UP) this.#learnAnew();
		n[PREVIOUS] = n[LOCATION]!;
		this.#resumed = true;
		n[RISE] = 0;
		n[FALL] = 0;
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
		const verdict = learning ? "none" : this.#judge();
		this.#learn(learning);
		n[PREVIOUS] = x;
		return verdict;
	}

	#score(x: number): void {
		const n = this.#n;
		const location = n[LOCATION]!;
		const floor = Math.max(FLOOR.step * n[STEP]!, Math.abs(location) * FLOOR.location, FLOOR.absolute);
		now[FLOOR_NOW] = floor;
		now[DEVIATION] = Math.max(DEVIATION_PER_MEAN * n[INNOVATION]!, floor);
		now[RESIDUAL] = x - location;
		now[BEFORE] = n[PREVIOUS]! - location;
		now[SURPRISE] = now[RESIDUAL]! - this.correlation * now[BEFORE]!;
		now[Z] = now[SURPRISE]! / now[DEVIATION]!;
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

	#judge(): NoveltyVerdict {
		const n = this.#n;
		const clipped = Math.max(-CLIP.innovation, Math.min(CLIP.innovation, now[Z]!));
		n[RISE] = Math.max(0, n[RISE]! + clipped - SHIFT.slack);
		n[FALL] = Math.max(0, n[FALL]! - clipped - SHIFT.slack);
		const spike = Math.abs(now[Z]!) > n[BAR]!;
		const shift = n[RISE]! > SHIFT.limit || n[FALL]! > SHIFT.limit;
		const due = (FALSE_ALARMS_PER_HOUR * Math.min(now[ELAPSED]!, LONGEST_REST_MS)) / 3_600_000;
		const bar = n[BAR]! + (spike ? 1 : 0) - due;
		n[BAR] = Math.max(THRESHOLD.from, Math.min(THRESHOLD.to, bar));
		if (shift) this.#learnAnew();
		if (!(spike || shift) || n[TIME]! - n[LAST_ALARM]! <= REFRACTORY_MS) return "none";
		n[LAST_ALARM] = n[TIME]!;
		if (spike) return "spike";
		this.#n[SCORE] = Math.abs(now[RESIDUAL]!) / this.#n[SPREAD]!;
		return "shift";
	}

	#learnAnew(): void {
		const n = this.#n;
		n[RISE] = 0;
		n[FALL] = 0;
		n[TO_LEARN] = WARM_UP;
	}

	#learn(learning: boolean): void {
		const n = this.#n;
		const gain = now[GAIN]!;
		if (n[TO_LEARN]! > 0) n[TO_LEARN]!--;
		const size = Math.abs(now[SURPRISE]!);
		const lesson = n[COUNT]! < WARM_UP ? size : Math.min(size, CLIP.innovation * now[DEVIATION]!);
		n[INNOVATION]! += gain * (lesson - n[INNOVATION]!);
		const limit = CLIP.value * Math.max(n[SCALE]!, now[FLOOR_NOW]!);
		const clipped = Math.max(-limit, Math.min(limit, now[RESIDUAL]!));
		const clippedBefore = Math.max(-limit, Math.min(limit, now[BEFORE]!));
		const trusted = learning ? now[RESIDUAL]! : clipped;
		n[LOCATION]! += gain * trusted;
		n[SCALE]! += gain * (DEVIATION_PER_MEAN * Math.abs(trusted) - n[SCALE]!);
		n[POWER]! += gain * (clippedBefore * clippedBefore - n[POWER]!);
		n[PRODUCT]! += gain * (clipped * clippedBefore - n[PRODUCT]!);
	}
}
