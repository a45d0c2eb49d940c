import { regularIntervals } from "./clean-intervals.ts";

/** Stretch the index speaks about, in seconds. */
const WINDOW_S = 8;
/** Beats remembered, more than a heart makes in the window. */
const MAX_BEATS = 40;
/** Beats below which nothing can be said. */
const MIN_BEATS = 3;
/** Mean likeness from which a stretch counts as pure, and how far below it is not at all. */
const PURE_MATCH = 0.85;
const MATCH_SPAN = 0.15;
/** Noise (as a share of the complexes) up to which a stretch counts as pure, and how far above it is not at all. */
const PURE_NOISE = 0.19;
const NOISE_SPAN = 0.12;
/** A pause longer than this, in seconds and in usual intervals, means that beats are not being found. */
const LOST_S = 2.5;
const LOST_INTERVALS = 3;

/**
 * Signal-quality index of an ECG: how far the beats found in the last 8 s can be trusted, from 0 to 1.
 *
 * There are two reasons to believe in beats, and the better one counts: that they look like the heart's own shapes at
 * regular intervals, or that the trace between them is so quiet that even irregular ones must be real.
 */
export class SignalQuality {
	readonly #rate: number;
	readonly #indices: number[] = [];
	readonly #matches: number[] = [];
	#noise = 0;
	#value = 0;
	/** Share of the intervals in the window that are regular; null until it is asked for anew. */
	#regular: number | null = null;

	constructor(samplingRateHz: number) {
		this.#rate = samplingRateHz;
	}

	get value(): number {
		return this.#value;
	}

	/** Takes the next beat: its sample number, its likeness (0..1) to known shapes, the noise as a share of the complexes. */
	beat(index: number, match: number, noise: number): void {
		this.#indices.push(index);
		this.#matches.push(match);
		this.#regular = null;
		if (this.#indices.length > MAX_BEATS) this.#dropFirst();
		this.#noise = noise;
		this.advance(index, 0);
	}

	/** Moves the window on to sample `now`; `usualInterval` (in samples) tells a pause from a slow heart. */
	advance(now: number, usualInterval: number): void {
		while (this.#indices.length > 0 && this.#indices[0]! < now - WINDOW_S * this.#rate) this.#dropFirst();
		const last = this.#indices[this.#indices.length - 1];
		const lost = Math.max(LOST_S * this.#rate, LOST_INTERVALS * usualInterval);
		this.#value = last === undefined || now - last > lost ? 0 : this.#estimate();
	}

	reset(): void {
		this.#indices.length = 0;
		this.#matches.length = 0;
		this.#regular = null;
		this.#noise = 0;
		this.#value = 0;
	}

	#dropFirst(): void {
		this.#indices.shift();
		this.#matches.shift();
		this.#regular = null;
	}

	#estimate(): number {
		const count = this.#indices.length;
		if (count < MIN_BEATS) return 0;
		let match = 0;
		for (const m of this.#matches) match += Math.max(0, m);
		match /= count;
		this.#regular ??= regularShare(this.#indices);
		const regular = this.#regular;
		const pure =
			clamp(1 + (match - PURE_MATCH) / MATCH_SPAN) * clamp(1 - (this.#noise - PURE_NOISE) / NOISE_SPAN);
		return Math.max(match * regular, pure);
	}
}

/** Share of the intervals between beats that are regular. */
function regularShare(indices: readonly number[]): number {
	const intervals: number[] = [];
	for (let i = 1; i < indices.length; i++) intervals.push(indices[i]! - indices[i - 1]!);
	return regularIntervals(intervals).filter(Boolean).length / intervals.length;
}

function clamp(x: number): number {
	return Math.min(1, Math.max(0, x));
}
