import { Biquad } from "./biquad.ts";

/** Pass band of the QRS complex in Hz: above the T wave and baseline, below muscle noise and mains hum. */
const PASS_HZ = [7, 19] as const;
/** Span of the slope in seconds. */
const SLOPE_S = 0.012;
/** Integration window in seconds: about one wide QRS complex. */
const WINDOW_S = 0.12;
/** How late the band-pass answers in seconds, measured at the middle of its band. */
const FILTER_DELAY_S = 0.03;

/**
 * Root mean square slope of the QRS band: the first stages of the detector of Pan and Tompkins (1985, "A real-time QRS
 * detection algorithm", IEEE Trans. Biomed. Eng. 32:230–236). The root keeps the figure proportional to the amplitude.
 * Its unit is the input's unit per slope span; its maximum comes `delay` samples after the middle of the complex.
 */
export class QrsEnergy {
	/** Samples between the middle of a QRS complex and the maximum of the energy. */
	readonly delay: number;
	readonly #highPass: Biquad;
	readonly #lowPass: readonly [Biquad, Biquad];
	readonly #past: Float64Array;
	readonly #squares: Float64Array;
	#pastAt = 0;
	#squaresAt = 0;
	#sum = 0;
	#fresh = 0;

	constructor(samplingRateHz: number) {
		this.#highPass = Biquad.highPass(samplingRateHz, PASS_HZ[0]);
		this.#lowPass = Biquad.lowPass4(samplingRateHz, PASS_HZ[1]);
		this.#past = new Float64Array(Math.max(1, Math.round(SLOPE_S * samplingRateHz)));
		this.#squares = new Float64Array(Math.round(WINDOW_S * samplingRateHz));
		this.delay = Math.round((FILTER_DELAY_S + SLOPE_S / 2 + WINDOW_S / 2) * samplingRateHz);
	}

	/** Takes one sample of the signal and returns the energy now. */
	push(x: number): number {
		const y = this.#lowPass[1].push(this.#lowPass[0].push(this.#highPass.push(x)));
		const slope = y - this.#past[this.#pastAt]!;
		this.#past[this.#pastAt] = y;
		this.#pastAt = this.#pastAt + 1 === this.#past.length ? 0 : this.#pastAt + 1;
		const square = slope * slope;
		this.#sum += square - this.#squares[this.#squaresAt]!;
		this.#fresh += square;
		this.#squares[this.#squaresAt] = square;
		if (++this.#squaresAt === this.#squares.length) {
			// A running sum keeps the rounding error of every spike that passed; once a window it is replaced by a fresh one.
			this.#squaresAt = 0;
			this.#sum = this.#fresh;
			this.#fresh = 0;
		}
		return Math.sqrt(Math.max(0, this.#sum) / this.#squares.length);
	}

	/** Starts again as if `level` had always been the input. */
	reset(level = 0): void {
		this.#highPass.reset(level);
		for (const stage of this.#lowPass) stage.reset(0);
		this.#past.fill(0);
		this.#squares.fill(0);
		this.#sum = 0;
		this.#fresh = 0;
	}
}
