import type { SampleRing } from "./sample-ring.ts";

/** Part of the beat that is compared, in seconds around the R wave. */
const BEFORE_S = 0.1;
const AFTER_S = 0.15;
/** Points of a shape: one every 7 ms, finer than the trace's smoothing lets through. */
const POINTS = 36;
/** Shapes kept at once: normal beats, two kinds of ectopic ones, fusion beats, and one place to learn in. */
const MAX_SHAPES = 5;
/** Beats from which on a shape is not worth more when one must go. */
const WORTH_CAP = 20;
/** Beats unseen that weigh as much as one beat seen. */
const STALE_BEATS = 4;
/** Correlation from which a beat counts as one more of a shape. */
const SAME_SHAPE = 0.85;
/** Beats after which a shape is established. */
const ESTABLISHED = 2;
/** Beats after which a shape may speak against a beat that does not fit. */
const MATURE = 6;
/** Smallest weight of a new beat in its shape. */
const LEARNING_GAIN = 0.12;
/** Shifts in points at which a shape is compared, for R waves that noise moved. */
const SHIFTS = [0, -1, 1, -2, 2] as const;

interface Shape {
	readonly points: Float64Array;
	count: number;
	lastBeat: number;
}

/**
 * The shapes a heart's beats have had lately, and how well a beat fits one of them.
 *
 * Invariants: (1) at most `MAX_SHAPES` shapes; (2) a shape has mean 0 and unit length, so that a scalar product is a
 * correlation and neither the amplitude nor the electrode's offset matters; (3) a full set forgets the shape that was
 * seen least, the longest ago first.
 */
export class BeatTemplates {
	readonly #before: number;
	readonly #step: number;
	readonly #shapes: Shape[] = [];
	readonly #beat = new Float64Array(POINTS);
	readonly #shifted = new Float64Array(POINTS);
	#beats = 0;

	constructor(samplingRateHz: number) {
		this.#before = BEFORE_S * samplingRateHz;
		this.#step = ((BEFORE_S + AFTER_S) * samplingRateHz) / (POINTS - 1);
	}

	/** Whether no beat has been learned yet. */
	get empty(): boolean {
		return this.#shapes.length === 0;
	}

	/** Whether some shape rests on enough beats to judge others by it. */
	get mature(): boolean {
		return this.#shapes.some((shape) => shape.count >= MATURE);
	}

	/** Samples after the R wave that a comparison needs. */
	get reach(): number {
		return Math.ceil((POINTS + 1) * this.#step - this.#before) + 1;
	}

	/**
	 * Highest correlation (0..1) of the beat whose R wave is at `index` of the trace with an established shape; 0 without
	 * one. `share` leaves out shapes with fewer beats than that share of the most frequent one's.
	 */
	match(trace: SampleRing, index: number, share = 0): number {
		let best = 0;
		let least = 0;
		for (const shape of this.#shapes) least = Math.max(least, share * shape.count);
		for (const shift of SHIFTS) {
			this.#read(trace, index + shift * this.#step, this.#shifted);
			for (const shape of this.#shapes) {
				const established = shape.count >= Math.max(ESTABLISHED, least);
				if (established) best = Math.max(best, dot(this.#shifted, shape.points));
			}
		}
		return best;
	}

	/** Learns the beat whose R wave is at `index` and returns its highest correlation with what was known before. */
	learn(trace: SampleRing, index: number): number {
		this.#beats++;
		let best = 0;
		let nearest: Shape | undefined;
		for (const shift of SHIFTS) {
			this.#read(trace, index + shift * this.#step, this.#shifted);
			for (const shape of this.#shapes) {
				const likeness = dot(this.#shifted, shape.points);
				if (likeness <= best) continue;
				best = likeness;
				nearest = shape;
				this.#beat.set(this.#shifted);
			}
		}
		if (nearest && best >= SAME_SHAPE) this.#blend(nearest);
		else this.#add(trace, index);
		return best;
	}

	reset(): void {
		this.#shapes.length = 0;
		this.#beats = 0;
	}

	#blend(shape: Shape): void {
		shape.count++;
		shape.lastBeat = this.#beats;
		const gain = Math.max(LEARNING_GAIN, 1 / shape.count);
		for (let i = 0; i < POINTS; i++) shape.points[i]! += gain * (this.#beat[i]! - shape.points[i]!);
		normalise(shape.points);
	}

	#add(trace: SampleRing, index: number): void {
		const points = new Float64Array(POINTS);
		this.#read(trace, index, points);
		if (this.#shapes.length === MAX_SHAPES) this.#forget();
		this.#shapes.push({ points, count: 1, lastBeat: this.#beats });
	}

	#forget(): void {
		const worth = (shape: Shape): number =>
			Math.min(shape.count, WORTH_CAP) - (this.#beats - shape.lastBeat) / STALE_BEATS;
		let least = 0;
		for (let i = 1; i < this.#shapes.length; i++) {
			if (worth(this.#shapes[i]!) < worth(this.#shapes[least]!)) least = i;
		}
		this.#shapes.splice(least, 1);
	}

	#read(trace: SampleRing, index: number, out: Float64Array): void {
		const first = index - this.#before;
		const low = trace.oldest;
		const high = trace.next - 2;
		for (let k = 0; k < POINTS; k++) {
			const at = Math.min(high, Math.max(low, first + k * this.#step));
			const i = Math.floor(at);
			const part = at - i;
			out[k] = trace.at(i) * (1 - part) + trace.at(i + 1) * part;
		}
		normalise(out);
	}
}

function dot(a: Float64Array, b: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
	return sum;
}

/** Takes out mean and slope (the baseline's drift), then scales to unit length. */
function normalise(x: Float64Array): void {
	const middle = (x.length - 1) / 2;
	let mean = 0;
	let slope = 0;
	let spread = 0;
	for (let i = 0; i < x.length; i++) {
		mean += x[i]!;
		slope += x[i]! * (i - middle);
		spread += (i - middle) ** 2;
	}
	mean /= x.length;
	slope /= spread;
	let square = 0;
	for (let i = 0; i < x.length; i++) {
		x[i]! -= mean + slope * (i - middle);
		square += x[i]! ** 2;
	}
	const length = Math.sqrt(square);
	if (length > 0) for (let i = 0; i < x.length; i++) x[i]! /= length;
}
