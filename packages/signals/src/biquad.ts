/**
 * Second-order recursive filter in transposed direct form II, with the coefficient formulas of R. Bristow-Johnson's
 * "Cookbook formulae for audio EQ biquad filter coefficients". Two multiplications by the past, no allocation a sample.
 *
 * Invariant: the filter is stable for every corner between 0 and half the sampling rate, exclusive.
 */
export class Biquad {
	readonly #b0: number;
	readonly #b1: number;
	readonly #b2: number;
	readonly #a1: number;
	readonly #a2: number;
	#s1 = 0;
	#s2 = 0;

	private constructor(b: readonly [number, number, number], a: readonly [number, number, number]) {
		this.#b0 = b[0] / a[0];
		this.#b1 = b[1] / a[0];
		this.#b2 = b[2] / a[0];
		this.#a1 = a[1] / a[0];
		this.#a2 = a[2] / a[0];
	}

	/** Low-pass with its −3 dB corner at `cornerHz` (Butterworth for the default `q`). */
	static lowPass(samplingRateHz: number, cornerHz: number, q = Math.SQRT1_2): Biquad {
		const { cos, alpha } = design(samplingRateHz, cornerHz, q);
		return new Biquad([(1 - cos) / 2, 1 - cos, (1 - cos) / 2], [1 + alpha, -2 * cos, 1 - alpha]);
	}

	/** Butterworth low-pass of fourth order with its −3 dB corner at `cornerHz`: two stages to run one after the other. */
	static lowPass4(samplingRateHz: number, cornerHz: number): readonly [Biquad, Biquad] {
		const q = (k: number): number => 1 / (2 * Math.cos((k * Math.PI) / 8));
		return [Biquad.lowPass(samplingRateHz, cornerHz, q(1)), Biquad.lowPass(samplingRateHz, cornerHz, q(3))];
	}

	/** High-pass with its −3 dB corner at `cornerHz` (Butterworth for the default `q`). */
	static highPass(samplingRateHz: number, cornerHz: number, q = Math.SQRT1_2): Biquad {
		const { cos, alpha } = design(samplingRateHz, cornerHz, q);
		return new Biquad([(1 + cos) / 2, -1 - cos, (1 + cos) / 2], [1 + alpha, -2 * cos, 1 - alpha]);
	}

	/** Band-pass with gain 1 at `centreHz` and a −3 dB width of `centreHz / q`. */
	static bandPass(samplingRateHz: number, centreHz: number, q: number): Biquad {
		const { cos, alpha } = design(samplingRateHz, centreHz, q);
		return new Biquad([alpha, 0, -alpha], [1 + alpha, -2 * cos, 1 - alpha]);
	}

	/** Notch that removes `centreHz`, such as mains hum, with a −3 dB width of `centreHz / q`. */
	static notch(samplingRateHz: number, centreHz: number, q: number): Biquad {
		const { cos, alpha } = design(samplingRateHz, centreHz, q);
		return new Biquad([1, -2 * cos, 1], [1 + alpha, -2 * cos, 1 - alpha]);
	}

	/** Filters one sample. */
	push(x: number): number {
		const y = this.#b0 * x + this.#s1;
		this.#s1 = this.#b1 * x - this.#a1 * y + this.#s2;
		this.#s2 = this.#b2 * x - this.#a2 * y;
		return y;
	}

	/** Forgets the past, or starts as if `level` had always been the input, so that no step answer rings. */
	reset(level = 0): void {
		const gain = (this.#b0 + this.#b1 + this.#b2) / (1 + this.#a1 + this.#a2);
		const y = gain * level;
		this.#s2 = this.#b2 * level - this.#a2 * y;
		this.#s1 = this.#b1 * level - this.#a1 * y + this.#s2;
	}
}

function design(samplingRateHz: number, cornerHz: number, q: number): { cos: number; alpha: number } {
	if (!(cornerHz > 0 && cornerHz < samplingRateHz / 2)) {
		throw new RangeError(`expected a corner between 0 and ${samplingRateHz / 2} Hz, got ${cornerHz}`);
	}
	if (!(q > 0)) throw new RangeError(`expected a quality factor above 0, got ${q}`);
	const w = (2 * Math.PI * cornerHz) / samplingRateHz;
	return { cos: Math.cos(w), alpha: Math.sin(w) / (2 * q) };
}
