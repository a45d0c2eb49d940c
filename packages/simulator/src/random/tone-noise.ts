import { noiseAt, uniformAt } from "./hash.ts";

const TAU = 2 * Math.PI;

/** A band of noise: where it lies and how its power falls off. */
export interface NoiseBand {
	/** Lowest and highest frequency, Hz. */
	fromHz: number;
	toHz: number;
	/** Power at a frequency, in any unit; only its shape counts. */
	power(frequencyHz: number): number;
	tones: number;
}

/**
 * Noise with a given spectrum as a function of time alone.
 *
 * A sum of sine tones, spaced evenly on a logarithmic scale with a random place and phase in each step (spectral
 * synthesis). Any instant can be computed without the ones before it, and the integral over time is exact.
 */
export class ToneNoise {
	readonly #frequencies: Float64Array;
	readonly #amplitudes: Float64Array;
	readonly #phases: Float64Array;

	/** @param deviation standard deviation of the noise over a long time. */
	constructor(seed: number, deviation: number, band: NoiseBand) {
		const { fromHz, toHz, tones, power } = band;
		const step = Math.log(toHz / fromHz) / tones;
		this.#frequencies = new Float64Array(tones);
		this.#amplitudes = new Float64Array(tones);
		this.#phases = new Float64Array(tones);
		let total = 0;
		for (let i = 0; i < tones; i++) {
			const frequency = fromHz * Math.exp((i + uniformAt(seed, 2 * i)) * step);
			// A step's width grows with its frequency: power density times width.
			const share = Math.max(0, power(frequency)) * frequency * step;
			this.#frequencies[i] = frequency;
			this.#phases[i] = uniformAt(seed, 2 * i + 1);
			this.#amplitudes[i] = share;
			total += share;
		}
		// A sine of amplitude a has the variance a²/2.
		for (let i = 0; i < tones; i++) {
			this.#amplitudes[i] = total > 0 ? deviation * Math.sqrt((2 * this.#amplitudes[i]!) / total) : 0;
		}
	}

	/** Largest value there can be in either direction. */
	get bound(): number {
		return this.#amplitudes.reduce((sum, amplitude) => sum + amplitude, 0);
	}

	/** Value at a time in seconds. */
	at(timeS: number): number {
		let sum = 0;
		for (let i = 0; i < this.#frequencies.length; i++) {
			const cycles = this.#frequencies[i]! * timeS + this.#phases[i]!;
			sum += this.#amplitudes[i]! * Math.sin(TAU * (cycles % 1));
		}
		return sum;
	}

	/**
	 * Integral over time up to a constant: its derivative is {@link at}.
	 *
	 * @param stiffness rate in 1/s at which a restoring force pulls the integral back, 0 for none. The linear response
	 * of dx/dt = noise − stiffness·x: each tone shrinks by ω/√(ω²+κ²) and shifts by atan(κ/ω).
	 */
	integralAt(timeS: number, stiffness = 0): number {
		let sum = 0;
		for (let i = 0; i < this.#frequencies.length; i++) {
			const omega = TAU * this.#frequencies[i]!;
			const angle = TAU * ((this.#frequencies[i]! * timeS + this.#phases[i]!) % 1);
			const shift = Math.atan2(omega, stiffness);
			sum += (this.#amplitudes[i]! / Math.hypot(omega, stiffness)) * Math.sin(angle - shift);
		}
		return sum;
	}
}

/** A constant of a person or device: `centre` give or take `spread` (one standard deviation). */
export function traitOf(seed: number, centre: number, spread: number): number {
	return centre + spread * noiseAt(seed, 0);
}
