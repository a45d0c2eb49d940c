import { FlatLine } from "./flat-line.ts";
import type { NoveltyMethod, NoveltyVerdict } from "./novelty-method.ts";
import { RobustNovelty, WARM_UP } from "./robust-novelty.ts";
import { WelfordNovelty } from "./welford-novelty.ts";

/** The ways to find values that stand out. */
export type NoveltyMethodName = "robust" | "welford";

/** What is looked for in a stream. */
export interface NoveltyRules {
	/** How values that stand out are found; null when only the other rules count. */
	readonly method: NoveltyMethodName | null;
	/** Whether standing still is worth an alarm, other than at an end of the plausible range: darkness, a full battery. */
	readonly flatLine: boolean;
	/**
	 * Last digit of the values that people see, in the stream's unit; 0 when it is not known. A single step of it is
	 * nothing new until a smaller one is seen, and what is nearer to the usual than half of it is not told.
	 */
	readonly step: number;
	/** Range outside which a value cannot be true; such a value teaches nothing. */
	readonly plausible: readonly [min: number, max: number] | null;
}

/**
 * What a value of a stream is: nothing special, or what it is worth an alarm for.
 *
 * `never plausible` is told of a stream once, after 120 values of which none can be true: a fault, or another unit, but
 * nothing new. Sensors that begin with a few such values, before they touch what they measure, are not told at all.
 */
export type StreamVerdict = NoveltyVerdict | "flat line" | "implausible" | "never plausible";

/** A silence is a gap when it is longer than this many usual intervals. */
const GAP_FACTOR = 5;

const METHODS = { robust: RobustNovelty, welford: WelfordNovelty } as const;

/** Whether a silence is a gap, given the usual time between two values; both in ms. */
export function isGap(silentMs: number, usualMs: number): boolean {
	return silentMs > GAP_FACTOR * usualMs;
}

/**
 * Everything that watches over one stream of numbers: plausibility, flat lines, spikes and shifts.
 *
 * Invariants: (1) constant memory, no allocation in `step`; (2) a flat line and a run of implausible values are told
 * once; (3) a value after a gap is not judged by those before it.
 */
export class StreamNovelty {
	readonly #methodName: NoveltyMethodName | null;
	readonly #plausible: NoveltyRules["plausible"];
	readonly #step: number;
	#method: NoveltyMethod | null;
	#flat: FlatLine | null;
	#time = Number.NEGATIVE_INFINITY;
	#outside = false;
	/** Implausible values until that is told of a stream without a plausible one; 0 when it had one, or it was told. */
	#unproven = WARM_UP;
	#restored = false;

	constructor(rules: NoveltyRules) {
		this.#methodName = rules.method;
		this.#plausible = rules.plausible;
		this.#step = rules.step;
		this.#method = rules.method === null ? null : new METHODS[rules.method](rules.step);
		this.#flat = rules.flatLine ? new FlatLine() : null;
	}

	/** What finds values that stand out, with the figures of the last step; null when nothing does. */
	get method(): NoveltyMethod | null {
		return this.#method;
	}

	/** What finds flat lines; null when nothing does. */
	get flatLine(): FlatLine | null {
		return this.#flat;
	}

	/**
	 * Takes in one value.
	 *
	 * @param timeMs time of the value in ms; values that are not finite, or not newer than the last, are left out.
	 * @param usualMs usual time between two values in ms.
	 */
	step(timeMs: number, x: number, usualMs: number): StreamVerdict {
		if (!Number.isFinite(x) || timeMs <= this.#time) return "none";
		const begun = this.#time !== Number.NEGATIVE_INFINITY;
		if (this.#restored || (begun && isGap(timeMs - this.#time, usualMs))) {
			this.#restored = false;
			this.#method?.resume(timeMs);
			this.#flat?.resume(timeMs);
		}
		this.#time = timeMs;
		const plausible = this.#plausible;
		if (plausible !== null && (x < plausible[0] || x > plausible[1])) {
			return this.#implausible();
		}
		this.#outside = false;
		this.#unproven = 0;
		const flat = this.#flat?.step(timeMs, x) === true && !isEnd(x, plausible);
		const verdict = this.#method?.step(timeMs, x) ?? "none";
		return flat ? "flat line" : verdict;
	}

	#implausible(): StreamVerdict {
		if (this.#unproven > 0) {
			this.#outside = true;
			return --this.#unproven === 0 ? "never plausible" : "none";
		}
		const entered = !this.#outside;
		this.#outside = true;
		return entered ? "implausible" : "none";
	}

	/** Everything learned, as lists of finite numbers: of the method, and of the flat-line rule. */
	snapshot(): [method: number[], flatLine: number[]] {
		return [this.#method?.snapshot() ?? [], this.#flat?.snapshot() ?? []];
	}

	/** Takes back what a snapshot holds; what does not fit the rules of this stream begins anew. */
	restore([method, flatLine]: readonly [readonly number[], readonly number[]]): void {
		this.#restored = true;
		if (this.#methodName !== null)
			this.#method = METHODS[this.#methodName].restore(method, this.#step) ?? this.#method;
		if (this.#flat !== null) this.#flat = FlatLine.restore(flatLine) ?? this.#flat;
	}
}

/** Whether a value is an end of the plausible range. */
function isEnd(x: number, plausible: NoveltyRules["plausible"]): boolean {
	return plausible !== null && (x === plausible[0] || x === plausible[1]);
}
