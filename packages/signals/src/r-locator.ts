import { Biquad } from "./biquad.ts";
import { SampleRing } from "./sample-ring.ts";

/** Corner in Hz of the smoothing before curvature is measured. */
const SMOOTH_HZ = 32;
/** Half width in seconds of the three-point curvature; with the smoothing it hides mains hum of 50 and 60 Hz. */
const ARM_S = 0.015;
/** How far in seconds the R wave may lie from the middle of the energy. */
const REACH_S = 0.09;
/** How far in seconds the extremum of the signal may lie from the sharpest bend. */
const SETTLE_S = 0.02;
/** Group delay in seconds of the smoothing, a Butterworth low-pass of fourth order. */
const SMOOTH_DELAY_S = 2.61 / (2 * Math.PI * SMOOTH_HZ);
/** A bend this much sharper than the other way round decides the polarity by itself. */
const CLEARLY_SHARPER = 1.5;
/** Weight of one complex in the remembered polarity. */
const POLARITY_GAIN = 0.1;

/** Where an R wave is and how sharply it bends, in the signal's unit. */
export interface RWave {
	index: number;
	/** Sharpness of the R wave itself. */
	bend: number;
	/** How much sharper the complex bends upwards (to 1) than downwards (to -1). */
	lean: number;
}

/**
 * Finds the R wave of a QRS complex: the sharpest bend of the trace near the middle of its energy, whichever way up.
 * Broad S and T waves may be higher, never sharper. Then the extremum of the unfiltered trace beside it is taken.
 */
export class RLocator {
	readonly #smooth: readonly [Biquad, Biquad];
	readonly #raw: SampleRing;
	readonly bends: SampleRing;
	/** The smoothed trace; a sample appears in it `traceLag` samples late. */
	readonly trace: SampleRing;
	readonly traceLag: number;
	readonly #arm: number;
	readonly #reach: number;
	readonly #settle: number;
	readonly lag: number;
	#polarity = 0;

	/** `historySamples` is how far back `locate` may be asked to look. */
	constructor(samplingRateHz: number, historySamples: number) {
		this.#smooth = Biquad.lowPass4(samplingRateHz, SMOOTH_HZ);
		this.#arm = Math.max(1, Math.round(ARM_S * samplingRateHz));
		this.#reach = Math.round(REACH_S * samplingRateHz);
		this.#settle = Math.max(1, Math.round(SETTLE_S * samplingRateHz));
		this.traceLag = Math.round(SMOOTH_DELAY_S * samplingRateHz);
		this.lag = this.#arm + this.traceLag;
		const room = historySamples + 2 * (this.#reach + this.lag);
		this.#raw = new SampleRing(room);
		this.trace = new SampleRing(room);
		this.bends = new SampleRing(room);
	}

	push(x: number): void {
		this.#raw.push(x);
		this.trace.push(this.#smooth[1].push(this.#smooth[0].push(x)));
		const i = this.trace.next - 1;
		const trace = this.trace;
		this.bends.push(
			i < 2 * this.#arm ? 0 : 2 * trace.at(i - this.#arm) - trace.at(i - 2 * this.#arm) - trace.at(i),
		);
	}

	/** The R wave within reach of the sample numbered `centre`. */
	locate(centre: number): RWave {
		const first = Math.max(this.bends.oldest, centre - this.#reach + this.lag);
		const last = Math.min(this.bends.next - 1, centre + this.#reach + this.lag);
		let up = first;
		let down = first;
		for (let i = first; i <= last; i++) {
			const bend = this.bends.at(i);
			if (bend > this.bends.at(up)) up = i;
			if (bend < this.bends.at(down)) down = i;
		}
		const rise = Math.max(0, this.bends.at(up));
		const fall = Math.max(0, -this.bends.at(down));
		const upright = this.#isUpright(rise, fall);
		const bent = (upright ? up : down) - this.lag;
		return {
			index: this.#extremum(bent, upright ? 1 : -1),
			bend: upright ? rise : fall,
			lean: (rise - fall) / (rise + fall || 1),
		};
	}

	/** Remembers which way up the accepted complexes are. */
	accept(wave: RWave): void {
		this.#polarity += POLARITY_GAIN * (wave.lean - this.#polarity);
	}

	/** Starts with the way up that most of the first complexes are. */
	learn(waves: readonly RWave[]): void {
		this.#polarity = waves.reduce((sum, wave) => sum + wave.lean * wave.bend, 0);
		this.#polarity = Math.sign(this.#polarity) * POLARITY_GAIN;
	}

	reset(level: number): void {
		for (const stage of this.#smooth) stage.reset(level);
		this.#raw.reset();
		this.trace.reset();
		this.bends.reset();
		this.#polarity = 0;
	}

	#isUpright(rise: number, fall: number): boolean {
		if (rise > CLEARLY_SHARPER * fall) return true;
		if (fall > CLEARLY_SHARPER * rise) return false;
		return this.#polarity === 0 ? rise >= fall : this.#polarity > 0;
	}

	#extremum(centre: number, sign: number): number {
		let best = centre;
		let height = Number.NEGATIVE_INFINITY;
		const first = Math.max(this.#raw.oldest, centre - this.#settle);
		const last = Math.min(this.#raw.next - 1, centre + this.#settle);
		for (let i = first; i <= last; i++) {
			const x = sign * this.#raw.at(i);
			if (x > height) {
				height = x;
				best = i;
			}
		}
		return Math.max(0, best);
	}
}
