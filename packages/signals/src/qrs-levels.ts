import { median } from "./median.ts";

/** Complexes whose median is the signal level: an artefact or two among them does not move it. */
const REMEMBERED = 8;
/** Complexes before the median replaces the level learned at the start. */
const ENOUGH = 3;
/** Place of the threshold between noise (0) and signal (1). */
const THRESHOLD = 0.32;
/** Weight of one more noise peak in the noise level. */
const NOISE_GAIN = 0.125;
/** Noise assumed at the start, as a share of the signal. */
const INITIAL_NOISE = 0.15;
/** Loss of both levels for each second in which an expected beat is missing. */
const FADE_SIGNAL = 0.7;
const FADE_NOISE = 0.8;
/** Share of the last complexes' height below which the signal level does not fade: what is lower is no heart beat. */
const FAINTEST = 0.05;

/**
 * How high QRS complexes and the peaks between them are, and the threshold between the two (Pan and Tompkins 1985, with
 * the median of the last complexes in place of a running mean).
 */
export class QrsLevels {
	#signal = 0;
	#noise = 0;
	#faintest = 0;
	readonly #recent: number[] = [];

	get signal(): number {
		return this.#signal;
	}

	/** Height of the noise as a share of the complexes: 0 clean, 1 indistinguishable. */
	get noiseShare(): number {
		return this.#signal > 0 ? Math.min(1, this.#noise / this.#signal) : 1;
	}

	get threshold(): number {
		return this.#noise + THRESHOLD * Math.max(0, this.#signal - this.#noise);
	}

	/** Takes the heights of all peaks of the learning time. */
	learn(heights: readonly number[]): void {
		const falling = [...heights].sort((a, b) => b - a);
		// With several peaks the highest may be an artefact; with few it is the only complex there is.
		const top = falling[falling.length > 3 ? 1 : 0] ?? 0;
		this.#signal = median(falling.filter((h) => h > top / 2 && h <= 1.5 * top)) || 0;
		this.#noise = INITIAL_NOISE * this.#signal;
		this.#faintest = FAINTEST * this.#signal;
	}

	complex(height: number): void {
		this.#recent.push(height);
		if (this.#recent.length > REMEMBERED) this.#recent.shift();
		if (this.#recent.length >= ENOUGH) this.#signal = median(this.#recent);
		this.#faintest = FAINTEST * this.#signal;
	}

	noisePeak(height: number): void {
		this.#noise += NOISE_GAIN * (Math.min(height, this.#signal) - this.#noise);
	}

	/** Lowers the levels when beats stay away, so that a signal that became smaller is found again. */
	fade(): void {
		if (this.#signal <= this.#faintest) return;
		this.#signal *= FADE_SIGNAL;
		this.#noise *= FADE_NOISE;
		for (let i = 0; i < this.#recent.length; i++) this.#recent[i]! *= FADE_SIGNAL;
	}

	reset(): void {
		this.#signal = 0;
		this.#noise = 0;
		this.#faintest = 0;
		this.#recent.length = 0;
	}
}
