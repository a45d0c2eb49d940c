import { deriveSeed, uniformAt } from "../random/hash.ts";
import { ToneNoise } from "../random/tone-noise.ts";

const TAU = 2 * Math.PI;

/** People breathing together. */
export interface BreathingGroup {
	seed: number;
	/** The common rhythm, breaths a minute. */
	ratePerMinute: number;
	/**
	 * How far a person's own rate may lie from the common one, in breaths a minute, and still be drawn into it.
	 *
	 * 0: everybody breathes alone.
	 */
	coupling: number;
}

export interface BreathRhythmOptions {
	seed: number;
	/** The person's own rate, breaths a minute. */
	ratePerMinute: number;
	group?: BreathingGroup;
}

/** Relative variation of a free breathing rate, one standard deviation. */
const VARIATION = 0.08;
/** The common rhythm is steadier than a single person's. */
const GROUP_VARIATION = 0.02;

/**
 * When a person breathes, as a phase that grows by one with each breath.
 *
 * Entrainment is an Adler oscillator: the phase lead δ over the common rhythm follows dδ/dt = Δω − K·sin δ + noise
 * (Adler 1946; one member of Kuramoto's model in the mean field). For |Δω| < K it locks at δ = asin(Δω/K), noise being
 * pulled back at the rate K·cos δ; for |Δω| > K it drifts with phase slips. Both have closed forms, so the phase at any
 * time needs no history.
 */
export class BreathRhythm {
	readonly #ownHz: number;
	readonly #wobble: ToneNoise;
	readonly #group: { hz: number; wobble: ToneNoise } | undefined;
	readonly #pull: number;
	readonly #detuning: number;
	readonly #offset: number;

	constructor(options: BreathRhythmOptions) {
		this.#ownHz = options.ratePerMinute / 60;
		this.#offset = uniformAt(deriveSeed(options.seed, "breath offset"), 0);
		this.#wobble = rateWobble(options.seed, this.#ownHz * VARIATION);
		const { group } = options;
		const groupHz = group ? group.ratePerMinute / 60 : 0;
		this.#group = group && { hz: groupHz, wobble: rateWobble(group.seed, groupHz * GROUP_VARIATION) };
		this.#pull = group ? (TAU * group.coupling) / 60 : 0;
		this.#detuning = TAU * (this.#ownHz - groupHz);
	}

	/** Whether the person follows the group. */
	get locked(): boolean {
		return this.#group !== undefined && Math.abs(this.#detuning) < this.#pull;
	}

	/** Rate about which the rhythm wanders, Hz: the group's for somebody who follows it. */
	get meanHz(): number {
		return this.locked ? this.#group!.hz : this.#ownHz;
	}

	/** Breaths since the epoch at a time in seconds; whole numbers are the starts of inhalations. */
	phaseAt(timeS: number): number {
		if (!this.#group || this.#pull === 0) {
			return this.#ownHz * timeS + this.#offset + this.#wobble.integralAt(timeS);
		}
		const common = this.#group.hz * timeS + this.#group.wobble.integralAt(timeS);
		if (this.locked) {
			const lead = Math.asin(this.#detuning / this.#pull);
			const stiffness = this.#pull * Math.cos(lead);
			return common + lead / TAU + this.#wobble.integralAt(timeS, stiffness);
		}
		return common + this.#slippingLead(timeS) / TAU + this.#wobble.integralAt(timeS);
	}

	/** Solution of Adler's equation outside the locking range, continuous over its slips. */
	#slippingLead(timeS: number): number {
		const detuning = this.#detuning;
		const beat = Math.sqrt(detuning * detuning - this.#pull * this.#pull);
		const half = (beat * timeS) / 2 + Math.PI * this.#offset;
		const turns = Math.floor(half / Math.PI + 0.5);
		const lead = 2 * Math.atan((this.#pull + beat * Math.tan(half)) / detuning);
		return lead + TAU * turns * Math.sign(detuning);
	}
}

function rateWobble(seed: number, deviationHz: number): ToneNoise {
	return new ToneNoise(deriveSeed(seed, "breath wobble"), deviationHz, {
		fromHz: 0.004,
		toHz: 0.06,
		power: (frequency) => 1 / frequency,
		tones: 8,
	});
}
