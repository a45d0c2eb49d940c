import { BeatDecider, type Candidate } from "./beat-decider.ts";
import { BeatTemplates } from "./beat-templates.ts";
import { PeakPicker } from "./peak-picker.ts";
import { QrsEnergy } from "./qrs-energy.ts";
import { QrsLevels } from "./qrs-levels.ts";
import { RLocator } from "./r-locator.ts";
import { SignalQuality } from "./signal-quality.ts";

/** Sampling rates the filters are made for, in Hz. */
const RATES_HZ = [100, 2000] as const;
/** Time in seconds from which the first levels are learned; its beats are reported right after. */
const LEARNING_S = 2;
/** Two complexes closer than this, in seconds, are one. */
const GUARD_S = 0.15;
/** How often overdue beats are looked for and the quality is judged, in seconds. */
const CHECK_STEP_S = 0.1;
/** How frequent a shape is, compared with the most frequent one, to count as prevailing. */
const PREVAILING_SHARE = 0.3;
/** Beats waiting to be reported, one a sample; more than a heart makes in the learning time. */
const MAX_WAITING = 32;

/** A peak of the energy: the middle of a complex, if it is one. */
interface Peak {
	centre: number;
	energy: number;
}

interface Beat {
	index: number;
	trust: number;
}

/**
 * Finds R peaks in a stream of ECG samples, after Pan and Tompkins (1985), with the shapes of the beats seen so far as a
 * second witness. Works at 100 to 2 000 Hz, in any scale and with either polarity; a value that is not finite repeats the
 * last one. A beat is usually reported .3 s after it happened, those of the first two seconds after these, and a doubtful
 * one when the next beat is known.
 *
 * Invariants: (1) indices are reported in ascending order and at most one a sample; (2) the work a sample is constant and
 * nothing is allocated between peaks; (3) `quality` tells whether what was reported in the last 8 s can be trusted.
 */
export class RPeakDetector {
	readonly #rate: number;
	readonly #energy: QrsEnergy;
	readonly #picker: PeakPicker;
	readonly #locator: RLocator;
	readonly #templates: BeatTemplates;
	readonly #levels = new QrsLevels();
	readonly #decider: BeatDecider;
	readonly #quality: SignalQuality;
	readonly #settling: number;
	readonly #waiting: Beat[] = [];
	#learning: Peak[] | undefined = [];
	#now = -1;
	#level = 0;
	#checkAt = 0;
	#beatTrust = 0;

	/** Throws `RangeError` for a sampling rate outside 100 to 2 000 Hz. */
	constructor(options: { samplingRateHz: number }) {
		const rate = options.samplingRateHz;
		if (!(rate >= RATES_HZ[0] && rate <= RATES_HZ[1])) {
			throw new RangeError(`expected ${RATES_HZ[0]} to ${RATES_HZ[1]} samples per second, got ${rate}`);
		}
		this.#rate = rate;
		this.#energy = new QrsEnergy(rate);
		this.#picker = new PeakPicker(Math.round(GUARD_S * rate));
		this.#settling = this.#energy.delay + Math.round(GUARD_S * rate);
		this.#locator = new RLocator(rate, Math.ceil(LEARNING_S * rate) + this.#settling);
		this.#templates = new BeatTemplates(rate);
		this.#decider = new BeatDecider(rate, this.#levels, (candidate) => this.#accept(candidate));
		this.#quality = new SignalQuality(rate);
	}

	/** How far the beats of the last 8 s can be trusted: 0 not at all, 1 fully. */
	get quality(): number {
		return this.#quality.value;
	}

	/** Likeness (0..1) of the beat reported last to the shapes of the beats before it. */
	get beatTrust(): number {
		return this.#beatTrust;
	}

	/** Takes one sample in mV; returns the number of the sample (the first is 0) whose R peak is confirmed now, or -1. */
	push(mv: number): number {
		const x = Number.isFinite(mv) ? mv : this.#level;
		if (this.#now < 0) this.#begin(x);
		this.#now++;
		this.#level = x;
		this.#locator.push(x);
		const peak = this.#picker.push(this.#energy.push(x));
		if (peak >= 0) {
			const found: Peak = { centre: peak - this.#energy.delay, energy: this.#picker.height };
			if (this.#learning) this.#learning.push(found);
			else this.#consider(found);
		}
		if (this.#now >= this.#checkAt) this.#check();
		return this.#report();
	}

	/** Forgets everything; the next sample is number 0 again. */
	reset(): void {
		this.#picker.reset();
		this.#templates.reset();
		this.#levels.reset();
		this.#decider.reset();
		this.#quality.reset();
		this.#waiting.length = 0;
		this.#learning = [];
		this.#now = -1;
		this.#level = 0;
		this.#checkAt = 0;
		this.#beatTrust = 0;
	}

	#begin(level: number): void {
		this.#energy.reset(level);
		this.#locator.reset(level);
		this.#checkAt = Math.ceil(LEARNING_S * this.#rate);
	}

	#consider({ centre, energy }: Peak): void {
		const wave = this.#locator.locate(centre);
		const { bends, lag } = this.#locator;
		const match = this.#templates.match(bends, wave.index + lag);
		const prevailing = this.#templates.match(bends, wave.index + lag, PREVAILING_SHARE);
		this.#decider.consider({ ...wave, energy, match, prevailing }, this.#templates.mature);
	}

	#learn(peaks: readonly Peak[]): void {
		this.#levels.learn(peaks.map((peak) => peak.energy));
		const complexes = peaks.filter((peak) => peak.energy > this.#levels.threshold);
		this.#locator.learn(complexes.map((peak) => this.#locator.locate(peak.centre)));
		for (const peak of peaks) this.#consider(peak);
	}

	/** Ends the learning time; afterwards looks for overdue beats and lost quality. */
	#check(): void {
		this.#checkAt = this.#now + Math.ceil(CHECK_STEP_S * this.#rate);
		if (this.#learning) {
			const first = this.#learning;
			this.#learning = undefined;
			this.#learn(first);
		}
		this.#decider.advance(this.#now - this.#settling);
		this.#quality.advance(this.#now, this.#decider.usualInterval);
	}

	#accept(beat: Candidate): void {
		this.#locator.accept(beat);
		const young = !this.#templates.mature;
		const empty = this.#templates.empty;
		const likeness = this.#templates.learn(this.#locator.bends, beat.index + this.#locator.lag);
		// The first beats have nothing established to be like: the beats before them, or the silence between, must do.
		let trust = young ? Math.max(beat.match, likeness) : beat.match;
		if (empty) trust = 1 - this.#levels.noiseShare;
		this.#quality.beat(beat.index, trust, this.#levels.noiseShare);
		this.#waiting.push({ index: beat.index, trust });
		if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
	}

	#report(): number {
		const beat = this.#waiting.length > 0 ? this.#waiting.shift() : undefined;
		if (!beat) return -1;
		this.#beatTrust = beat.trust;
		return beat.index;
	}
}
